import { TestClient } from 'latchkey-server/testing';
import { expect, onTestFinished, test } from 'vitest';
import { clockShift } from './testing/clock/clock-shift.ts';
import { freePort } from './testing/free-port.ts';
import { Server } from './testing/server.ts';

const DAY = 24 * 60 * 60_000;

test("a server that is started with its clock 100 days ahead, and then with the right one, ends nobody's session", async () => {
  const server = await Server.create(await freePort(), { LATCHKEY_LOG_LEVEL: 'info' });
  onTestFinished(() => server.discard());
  const client = await TestClient.of(server.url);
  await client.signedUp('ada');

  await server.stop();
  await server.start(clockShift(100 * DAY));
  const asked = await client.refresh();
  expect([asked.status, (await asked.json()).code]).toEqual([503, 'clock_doubted']);
  expect(server.output).toContain('the clock has jumped ahead');

  await server.stop();
  await server.start(clockShift(0));
  expect((await client.refresh()).status).toBe(200);
  expect(server.output).toContain('the clock is believed again');
});

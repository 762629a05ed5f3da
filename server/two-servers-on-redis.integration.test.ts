import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Link, redisMissing, startLink, startRedis } from 'latchkey-server/testing';
import { expect, onTestFinished, test } from 'vitest';
import { freePort } from './testing/free-port.ts';
import { HonestDevice, newExperience } from './testing/honest-device.ts';
import { startRoundRobin } from './testing/round-robin.ts';
import { Server } from './testing/server.ts';

const DEVICES = 50;
const SECOND = 1000;
/** How long another server may go on believing in a session that was ended here. */
const LEASE_MS = 1000;

const missing = redisMissing();

test.skipIf(missing !== null)(
  'two servers on one Redis: one is killed twice and Redis is cut off, and nobody notices but by waiting',
  async () => {
    const { url, servers, link } = await twoServers();
    const met = newExperience();
    const devices = await Promise.all(
      Array.from({ length: DEVICES }, (_, n) => HonestDevice.register(url, `person-${n}`, met)),
    );
    const revoked: Revoked[] = [];

    const end = performance.now() + 20 * SECOND;
    // A quiet run would prove nothing, however busy the machine is with other things.
    const goesOn = () =>
      performance.now() < end || met.signOuts <= DEVICES / 2 || met.refreshes <= DEVICES * 5;
    await Promise.all([
      disturb(servers, link),
      ...devices.map((device, n) => live(device, n, goesOn, revoked)),
    ]);
    // Whatever they went through: every session goes on.
    for (const device of devices) await device.refresh();

    const late = revoked.map(({ lastAccepted }) => lastAccepted);
    const longest = Math.round(Math.max(0, ...late));
    console.log(
      `${met.refreshes} refreshes, ${met.reads} reads, ${met.signOuts} sign-outs, ${met.waits} waits; ` +
        `a revoked token was last accepted ${longest} ms after its sign-out`,
    );
    expect(met.wrong).toEqual([]);
    expect(longest).toBeLessThanOrEqual(LEASE_MS);
    expect(met.signOuts).toBeGreaterThan(DEVICES / 2);
    expect(met.refreshes).toBeGreaterThan(DEVICES * 5);
    const failures = await Promise.all(
      servers.map((server) => server.count('latchkey_failure_total', { code: 'internal' })),
    );
    expect(failures).toEqual([0, 0]);
  },
  180 * SECOND,
);

interface Revoked {
  /** When it was last accepted, counted from the answer to the sign-out; 0 when it never was. */
  readonly lastAccepted: number;
}

async function twoServers() {
  const redis = await startRedis();
  const link = await startLink(redis.port);
  const keys = await mkdtemp(join(tmpdir(), 'latchkey-keys-'));
  const ports = [await freePort(), await freePort()];
  const front = await startRoundRobin(ports);
  const url = `http://localhost:${front.port}`;
  const servers: Server[] = [];
  onTestFinished(async () => {
    for (const server of servers) await server.discard();
    await front.close();
    await link.close();
    await redis.stop();
    await rm(keys, { recursive: true, force: true });
  });
  for (const port of ports) {
    servers.push(
      await Server.create(port, {
        LATCHKEY_STORAGE: `redis://127.0.0.1:${link.port}`,
        LATCHKEY_PUBLIC_URL: url,
        LATCHKEY_DATA: keys,
        LATCHKEY_RATE_LIMIT_SCALE: '1000',
        LATCHKEY_LOG_LEVEL: 'info',
      }),
    );
  }
  return { url, servers, link };
}

/** What goes wrong, and when. */
async function disturb([first, second]: readonly Server[], link: Link): Promise<void> {
  await delay(3 * SECOND);
  await first?.stop('SIGKILL');
  await delay(1 * SECOND);
  await first?.start();
  await delay(3 * SECOND);
  link.cut();
  await delay(3 * SECOND);
  link.mend();
  await delay(2 * SECOND);
  await second?.stop('SIGKILL');
  await second?.start();
}

async function live(
  device: HonestDevice,
  n: number,
  goesOn: () => boolean,
  revoked: Revoked[],
): Promise<void> {
  const watched: Promise<Revoked>[] = [];
  for (let step = n; goesOn(); step += 1) {
    if (step % 23 === 0) watched.push(watch(device, await device.signOut()));
    else if (step % 3 === 0) await device.refresh();
    else await device.read();
    await delay(40);
  }
  revoked.push(...(await Promise.all(watched)));
}

/** Tries a revoked token on both servers for well over the lease. */
async function watch(
  device: HonestDevice,
  { token, since }: { token: string; since: number },
): Promise<Revoked> {
  let lastAccepted = 0;
  while (performance.now() < since + 3 * LEASE_MS) {
    const sent = performance.now();
    if (await device.accepts(token)) lastAccepted = sent - since;
    await delay(50);
  }
  return { lastAccepted };
}

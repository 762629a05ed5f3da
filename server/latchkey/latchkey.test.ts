import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeJwt } from 'jose';
import { Registry } from 'prom-client';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { loadConfig } from './config/load-config.ts';
import { type Latchkey, openLatchkey } from './latchkey.ts';
import type { AuditEvent } from './observability/audit.ts';
import { openMemory } from './storage/memory/open.ts';
import { TestClient } from './testing/test-client.ts';

const folder = mkdtempSync(join(tmpdir(), 'latchkey-'));
afterAll(() => rmSync(folder, { recursive: true }));

const config = loadConfig({
  LATCHKEY_STORAGE: 'memory:',
  LATCHKEY_DATA: folder,
  LATCHKEY_CHALLENGE_COST: '1',
});

let latchkey: Latchkey;
let client: TestClient;
let events: AuditEvent[];
let lines: (readonly [string, string])[];
let registry: Registry;
let onEvent: (event: AuditEvent) => unknown;

const line = (level: string) => (_: object, message: string) => void lines.push([level, message]);

beforeEach(async () => {
  [events, lines, registry] = [[], [], new Registry()];
  onEvent = (event) => events.push(event);
  latchkey = await openLatchkey(config, {
    audiences: ['https://reports.example'],
    onEvent: (event) => onEvent(event),
    logger: { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') },
    registry,
  });
  client = await TestClient.create(config.publicUrl, async (path, init) => latchkey.app.request(path, init));
});
afterEach(() => latchkey.close());

test("an app lists its user's sessions and ends them, at once", async () => {
  const { user, session_id, access_token: token } = await client.signedUp('ada');
  const [session, ...others] = await latchkey.sessions.list(user.id);
  expect(others).toEqual([]);
  expect(session).toMatchObject({
    id: session_id,
    userId: user.id,
    username: 'ada',
    label: 'Unknown device',
  });
  expect(Math.abs(Date.now() - (session?.createdAt.getTime() ?? 0))).toBeLessThan(60_000);

  expect(await latchkey.sessions.end(session_id)).toBe(true);
  expect(await latchkey.sessions.end(session_id)).toBe(false);
  expect(await latchkey.sessions.end('none')).toBe(false);
  expect((await client.call('/api/me', { method: 'GET', token })).status).toBe(401);
  expect(await (await client.refresh()).json()).toMatchObject({ reason: 'admin' });
});

test('ends all of a user but one, and says why', async () => {
  const { user, session_id: keep } = await client.signedUp('ada');
  const other = await TestClient.create(config.publicUrl, async (path, init) =>
    latchkey.app.request(path, init),
  );
  await other.login('ada', 'correct horse battery');
  expect(await latchkey.sessions.endAll(user.id, { reason: 'password', keep })).toBe(1);
  expect(await (await other.refresh()).json()).toMatchObject({ reason: 'password' });
  expect((await client.refresh()).status).toBe(200);
  expect(await latchkey.sessions.endAll(user.id)).toBe(1);
  expect(await latchkey.sessions.list(user.id)).toEqual([]);
});

test('an app hears of sign-ins, refusals, stolen tokens and ends, whatever becomes of its own part', async () => {
  const { user } = await client.signedUp('ada');
  onEvent = (event) => {
    events.push(event);
    throw new Error('no mail server');
  };
  await client.login('ada', 'wrong');
  onEvent = async (event) => {
    events.push(event);
    throw new Error('no mail server');
  };
  await latchkey.sessions.endAll(user.id);
  expect(events).toMatchObject([
    { event: 'signed-in', by: 'register', user: user.id },
    { event: 'sign-in-refused', reason: 'invalid_credentials', user: user.id },
    { event: 'session-ended', reason: 'admin', user: user.id, address: 'app' },
  ]);
  await Promise.resolve();
  expect(lines.filter(([, message]) => message === 'onEvent has failed')).toHaveLength(2);
});

test("lines and figures are in the app's own log and registry", async () => {
  await client.signedUp('ada');
  expect(lines).toContainEqual(['info', 'signed-in']);
  expect(await registry.metrics()).toContain('latchkey_sign_in_total{action="register",outcome="ok"} 1');
  expect(await registry.metrics()).not.toContain('process_cpu');
});

test("a storage of the app's own takes the place of the one that is configured", async () => {
  const written: string[] = [];
  const own = await openLatchkey(config, {
    async storage(options) {
      const { store, invalidation } = openMemory(options);
      const put: typeof store.put = (key, ...rest) => {
        written.push(key);
        return store.put(key, ...rest);
      };
      return { store: { ...store, put }, invalidation, shared: true };
    },
    logger: { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') },
    registry: new Registry(),
  });
  const device = await TestClient.create(config.publicUrl, async (path, init) => own.app.request(path, init));
  await device.signedUp('ada');
  expect((await device.refresh()).status).toBe(200);
  expect(written.some((key) => key.startsWith('session'))).toBe(true);
  await own.close();
});

test('an app asks whether the storage takes writes, and what the API is', async () => {
  await latchkey.ready();
  expect((await latchkey.apiDocument()).paths).toHaveProperty(['/auth/refresh']);
});

test('access tokens are for the other services, too, and good here as before', async () => {
  const { access_token: token } = await client.signedUp('ada');
  expect(decodeJwt(token).aud).toEqual([config.publicUrl, 'https://reports.example']);
  expect((await client.call('/api/me', { method: 'GET', token })).status).toBe(200);
});

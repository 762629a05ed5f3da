import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { decodeJwt, decodeProtectedHeader, importJWK, SignJWT } from 'jose';
import { redisMissing, startRedis, TestClient } from 'latchkey-server/testing';
import { expect, onTestFinished, test } from 'vitest';
import { freePort } from './testing/free-port.ts';
import { HonestDevice, newExperience } from './testing/honest-device.ts';
import { outsideSettings } from './testing/outside-settings.ts';
import { startRoundRobin } from './testing/round-robin.ts';
import { Server } from './testing/server.ts';
import { until } from './testing/until.ts';
import { workingFolder } from './testing/working-folder.ts';

const ROTATIONS = 4;

test('signing keys are rotated under a running server: published before use, and nobody is signed out', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-keys-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const settings = { LATCHKEY_STORAGE: `sqlite:${join(folder, 'latchkey.db')}`, LATCHKEY_DATA: folder };
  const server = await Server.create(await freePort(), settings);
  onTestFinished(() => server.discard());

  const met = newExperience();
  const device = await HonestDevice.register(server.url, 'ada', met);
  const used = new Set([kid(device.token)]);

  for (let rotation = 0; rotation < ROTATIONS; rotation += 1) {
    const published = await publishedKids(server);
    const before = device.token;
    await rotate(settings);
    await until('the server has taken the new keys over', async () => {
      await device.refresh();
      return !used.has(kid(device.token));
    });
    expect(published).toContain(kid(device.token));
    used.add(kid(device.token));
    expect(await device.accepts(before)).toBe(true);
    await device.read();
  }
  expect(met.wrong).toEqual([]);
  expect(used.size).toBe(ROTATIONS + 1);
}, 180_000);

test.skipIf(redisMissing() !== null)(
  "keys that are rotated twice where another server does not see it end nobody's session there",
  async () => {
    const redis = await startRedis();
    onTestFinished(redis.stop);
    const folders = [await keyFolder(), await keyFolder()] as const;
    const ports = [await freePort(), await freePort()] as const;
    const front = await startRoundRobin(ports);
    onTestFinished(front.close);
    const url = `http://localhost:${front.port}`;
    const settingsOf = (folder: string) => ({
      LATCHKEY_STORAGE: redis.url,
      LATCHKEY_PUBLIC_URL: url,
      LATCHKEY_DATA: folder,
    });
    const first = await Server.create(ports[0], settingsOf(folders[0]));
    onTestFinished(() => first.discard());
    const copy = () => copyFile(join(folders[0], 'keys.json'), join(folders[1], 'keys.json'));
    await copy();
    const second = await Server.create(ports[1], settingsOf(folders[1]));
    onTestFinished(() => second.discard());

    const met = newExperience();
    const device = await HonestDevice.register(url, 'ada', met);
    const used = new Set([kid(device.token)]);
    const rotateAndUse = async () => {
      await rotate(settingsOf(folders[0]));
      await until('the new keys are in use', async () => {
        await device.refresh();
        return !used.has(kid(device.token));
      });
      used.add(kid(device.token));
    };
    await rotateAndUse();
    await rotateAndUse();
    for (let n = 0; n < 10; n += 1) {
      await device.refresh();
      await device.read();
    }
    expect(met.wrong).toEqual([]);
    expect(await second.count('latchkey_failure_total', { code: 'keys_outdated' })).toBeGreaterThan(0);
    expect(second.output.split('has not been given').length).toBe(2);

    await copy();
    await until('the other server has them too', async () => {
      const before = met.waits;
      for (let n = 0; n < 4; n += 1) await device.refresh();
      return met.waits === before;
    });
    expect(met.wrong).toEqual([]);
  },
  180_000,
);

test('keys that have leaked are refused by a running server within seconds, and everybody signs in again', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-keys-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const settings = { LATCHKEY_STORAGE: `sqlite:${join(folder, 'latchkey.db')}`, LATCHKEY_DATA: folder };
  const server = await Server.create(await freePort(), settings);
  onTestFinished(() => server.discard());
  const client = await TestClient.of(server.url);
  const { access_token: token } = await client.signedUp('ada');
  const before = await publishedKids(server);
  const leaked: { keys: Record<string, string>[] } = JSON.parse(
    await readFile(join(folder, 'keys.json'), 'utf8'),
  );

  await admin(settings, 'rotate-keys', '--compromised');
  const read = (shown: string) => client.call('/api/me', { method: 'GET', token: shown });
  await until('the session has ended', async () => (await read(token)).status === 401);
  await until('the old keys are gone', async () => {
    const published = await publishedKids(server);
    return published.length > 0 && !published.some((known) => before.includes(known));
  });
  const refresh = await client.refresh();
  expect([refresh.status, (await refresh.json()).code]).toEqual([401, 'invalid_grant']);
  const again = await client.login('ada', 'correct horse battery');
  expect(again.status).toBe(200);
  const { access_token: own } = await again.json();
  expect((await read(own)).status).toBe(200);

  // Both the key that signed and the one that lay beside it for the next rotation.
  for (const jwk of leaked.keys.filter(({ role }) => role === 'access')) {
    const { kty = '', crv = '', x = '', d = '' } = jwk;
    const key = await importJWK({ kty, crv, x, d }, 'EdDSA');
    const forged = await new SignJWT(decodeJwt(own))
      .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid: String(jwk.kid) })
      .sign(key);
    expect((await read(forged)).status).toBe(401);
  }
}, 180_000);

async function keyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-keys-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

const kid = (token: string) => decodeProtectedHeader(token).kid;

async function publishedKids({ url }: Server): Promise<(string | undefined)[]> {
  const { keys } = await fetch(`${url}/.well-known/jwks.json`).then((response) => response.json());
  return keys.map((key: { kid?: string }) => key.kid);
}

/** As an operator does it, at once rather than after an hour. */
const rotate = (settings: Readonly<Record<string, string>>) => admin(settings, 'rotate-keys', '--force');

async function admin(settings: Readonly<Record<string, string>>, ...args: string[]): Promise<void> {
  await promisify(execFile)(process.execPath, ['server/admin.ts', ...args], {
    cwd: workingFolder,
    env: { ...outsideSettings(), ...settings },
  });
}

import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { decodeProtectedHeader } from 'jose';
import { expect, onTestFinished, test } from 'vitest';
import { freePort } from './testing/free-port.ts';
import { HonestDevice, newExperience } from './testing/honest-device.ts';
import { outsideSettings } from './testing/outside-settings.ts';
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

const kid = (token: string) => decodeProtectedHeader(token).kid;

async function publishedKids({ url }: Server): Promise<(string | undefined)[]> {
  const { keys } = await fetch(`${url}/.well-known/jwks.json`).then((response) => response.json());
  return keys.map((key: { kid?: string }) => key.kid);
}

/** As an operator does it, at once rather than after an hour. */
async function rotate(settings: Readonly<Record<string, string>>): Promise<void> {
  await promisify(execFile)(process.execPath, ['server/admin.ts', 'rotate-keys', '--force'], {
    cwd: workingFolder,
    env: { ...outsideSettings(), ...settings },
  });
}

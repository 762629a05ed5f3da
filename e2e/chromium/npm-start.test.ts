import { access, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, expect } from 'vitest';
import { ada } from '../../server/testing/accounts.ts';
import { Command } from '../../server/testing/command.ts';
import { freePort } from '../../server/testing/free-port.ts';
import { OtherDevice } from '../../server/testing/other-device.ts';

/** `folder` is fresh; `settings` point everything that the start writes into it, on a free port. */
const test = base
  .extend('folder', async ({ onTestFinished }) => {
    const folder = await mkdtemp(join(tmpdir(), 'latchkey-start-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    return folder;
  })
  .extend('settings', async ({ folder }) => ({
    PORT: String(await freePort()),
    LATCHKEY_STORAGE: `sqlite:${join(folder, 'data/latchkey.db')}`,
    LATCHKEY_EXTENSION_OUT: join(folder, 'unpacked'),
    LATCHKEY_CHALLENGE_COST: '10',
  }))
  .extend('start', ({ settings, onTestFinished }) => (changed: Record<string, string> = {}) => {
    const command = new Command('npm', ['start', '--', '--no-open'], { ...settings, ...changed });
    onTestFinished(() => command.interrupt().then(() => undefined));
    return command;
  });

test('npm start builds, serves, says what to do next, and ends at Ctrl-C; the next one takes less than 5 s and has the same accounts', async ({
  folder,
  settings,
  start,
}) => {
  const url = `http://localhost:${settings.PORT}`;
  const extension = join(folder, 'unpacked/chrome-mv3');
  const first = start();
  await first.says('Ctrl-C ends it.');
  for (const words of [extension, 'chrome://extensions', 'Load unpacked', 'about:debugging', `${url}/try`]) {
    expect(first.output).toContain(words);
  }
  await access(join(extension, 'manifest.json'));
  const page = await fetch(`${url}/try`);
  expect(page.status).toBe(200);
  await page.text();
  await OtherDevice.register({ url }, ada);
  await first.interrupt();
  expect(first.errors).not.toContain('    at ');
  await expect(fetch(`${url}/healthz`)).rejects.toThrow();

  const begin = performance.now();
  const second = start();
  await second.says('Ctrl-C ends it.');
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
  expect(performance.now() - begin).toBeLessThan(5_000);
  expect(await (await OtherDevice.signIn({ url }, ada)).isSignedIn()).toBe(true);
  await second.interrupt();

  // npm has an exit code of its own.
  const third = new Command(process.execPath, ['tools/start.ts', '--no-open'], settings);
  await third.says('Ctrl-C ends it.');
  expect(await third.interrupt()).toBe(0);
  expect(third.errors).toBe('');
});

test('a busy port is one clear line and an exit code', async ({ settings, onTestFinished }) => {
  const occupant = createServer().listen(Number(settings.PORT), '127.0.0.1');
  onTestFinished(() => void occupant.close());
  await refuses(settings, settings.PORT);
});

test('a data folder that can not be written is one clear line and an exit code', async ({
  folder,
  settings,
}) => {
  await writeFile(join(folder, 'a-file'), '');
  await refuses({ ...settings, LATCHKEY_STORAGE: `sqlite:${join(folder, 'a-file/latchkey.db')}` }, 'a-file');
});

test.for([
  ['LATCHKEY_ACCESS_TTL', 'soon'],
  ['LATCHKEY_ACESS_TTL', '300'],
  ['LATCHKEY_STORAGE', 'mongodb://localhost'],
] as const)(
  'the setting %s=%s is refused in one clear line and an exit code',
  async ([key, value], { settings }) => {
    await refuses({ ...settings, [key]: value }, key);
  },
);

test('an argument that is not known is refused in one clear line and an exit code', async ({ settings }) => {
  await refuses(settings, '--opne', ['--opne']);
});

async function refuses(settings: Record<string, string>, words: string, args: string[] = []): Promise<void> {
  const command = new Command(process.execPath, ['tools/start.ts', ...args], settings);
  expect(await command.ended).not.toBe(0);
  const lines = `${command.output}${command.errors}`.trim().split('\n');
  expect(lines).toEqual([expect.stringContaining(words)]);
}

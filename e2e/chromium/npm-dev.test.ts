import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, expect, inject } from 'vitest';
import { ada } from '../../server/testing/accounts.ts';
import { Command } from '../../server/testing/command.ts';
import { freePort } from '../../server/testing/free-port.ts';
import { Browser } from '../harness/browser.ts';

const test = base.extend('folder', async ({ onTestFinished }) => {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-dev-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
});

test('npm run dev: signing up in the popup works while it reloads on change, and Ctrl-C ends it', async ({
  folder,
  skip,
  onTestFinished,
}) => {
  const chromium = inject('chromium');
  if ('missing' in chromium) return skip(chromium.missing);
  const dev = new Command(process.execPath, ['tools/dev.ts', '--no-open'], {
    PORT: String(await freePort()),
    LATCHKEY_STORAGE: `sqlite:${join(folder, 'data/latchkey.db')}`,
    LATCHKEY_EXTENSION_OUT: folder,
  });
  onTestFinished(() => dev.interrupt().then(() => undefined));
  await dev.says('Ctrl-C stops both.');
  await dev.says('listening');

  const browser = await Browser.create(chromium.path, join(folder, 'chrome-mv3-dev'));
  onTestFinished(() => browser.discard());
  const popup = await browser.popup();
  await popup.register(ada);
  await popup.signOut();
  await popup.signIn(ada);
  expect(await dev.interrupt()).toBe(0);
});

import { expect, inject } from 'vitest';
import { until } from '../../server/testing/until.ts';
import { startDualTokenServer, startGuardedApi } from '../../tools/other-backend/servers.ts';
import { Browser } from '../harness/browser.ts';
import { keyOf, startProvider, unpackOwnBackend } from '../harness/own-backend.ts';
import { OwnPopup } from '../harness/own-popup.ts';
import { slot } from '../harness/slot.ts';
import { test } from '../harness/test.ts';

test('an extension signs in to a server with a refresh cookie, and stays signed in', async ({
  skip,
  onTestFinished,
}) => {
  const chromium = inject('chromium');
  if ('missing' in chromium) return skip(chromium.missing);
  const { server, url, stop } = await startDualTokenServer();
  onTestFinished(stop);
  const extension = await unpackOwnBackend({
    mode: 'dual-token',
    api: url,
    key: await keyOf(slot().extensionFolder),
  });
  onTestFinished(extension.remove);
  const browser = await Browser.create(chromium.path, extension.folder);
  onTestFinished(() => browser.discard());

  const popup = await OwnPopup.open(browser);
  await popup.signIn({ password: 'right', captcha: '6' });
  await popup.says('Wrong captcha');
  await popup.signIn({ password: 'right', captcha: '5' });
  await popup.says('Signed in: ada');

  await popup.hears('"username":"ada"');
  server.refuseAccessTokens();
  await browser.worker.stop();
  await popup.page.reload();
  await popup.says('Signed in: ada');
  await popup.hears('"username":"ada"');

  await browser.close();
  await browser.open();
  const next = await OwnPopup.open(browser);
  await next.says('Signed in: ada');
  await next.signOut();
  await until('the session has ended on the server', async () => server.sessions === 0);
});

test('an extension signs in at a provider in a tab, whatever becomes of its worker meanwhile', async ({
  skip,
  onTestFinished,
}) => {
  const chromium = inject('chromium');
  if ('missing' in chromium) return skip(chromium.missing);
  const provider = await startProvider();
  onTestFinished(provider.stop);
  const api = await startGuardedApi(provider);
  onTestFinished(api.stop);
  const extension = await unpackOwnBackend({
    mode: 'provider',
    api: api.url,
    provider: provider.issuer,
    key: await keyOf(slot().extensionFolder),
  });
  onTestFinished(extension.remove);
  const browser = await Browser.create(chromium.path, extension.folder);
  onTestFinished(() => browser.discard());

  const popup = await OwnPopup.open(browser);
  const opened = browser.context.waitForEvent('page');
  await popup.page.getByRole('button', { name: 'Sign in in a tab' }).click();
  const tab = await opened;
  await tab.locator('input[name=login]').fill('ada');
  await tab.locator('input[name=password]').fill('any');
  await tab.locator('button[type=submit]').click();
  await browser.worker.stop();
  const closed = tab.waitForEvent('close');
  await tab.getByRole('button', { name: 'Continue' }).click();
  await closed;
  await popup.says('Signed in: ada');
  await popup.hears('"hello":"you","by":"DPoP"');
  expect(tab.isClosed()).toBe(true);
});

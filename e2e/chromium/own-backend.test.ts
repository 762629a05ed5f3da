import { expect, inject } from 'vitest';
import { until } from '../../server/testing/until.ts';
import { startDualTokenServer, startGuardedApi } from '../../tools/other-backend/servers.ts';
import { Browser } from '../harness/browser.ts';
import { keyOf, startProvider, unpackOwnBackend } from '../harness/own-backend.ts';
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

  const { page } = await browser.popup();
  await page.getByLabel('Username').fill('ada');
  await page.getByLabel('Password').fill('right');
  await page.getByLabel('What is').fill('6');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByText('Wrong captcha').waitFor();
  await page.getByLabel('What is').fill('5');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByText('Signed in: ada').waitFor();

  const callsTheApi = async () => {
    await page.getByRole('button', { name: 'Call the API' }).click();
    await page.getByText('"username":"ada"').waitFor();
  };
  await callsTheApi();
  server.refuseAccessTokens();
  await browser.worker.stop();
  await page.reload();
  await page.getByText('Signed in: ada').waitFor();
  await callsTheApi();

  await browser.close();
  await browser.open();
  const next = await browser.popup();
  await next.page.getByText('Signed in: ada').waitFor();
  await next.page.getByRole('button', { name: 'Sign out' }).click();
  await next.page.getByText('signed-out').waitFor();
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

  const { page } = await browser.popup();
  const opened = browser.context.waitForEvent('page');
  await page.getByRole('button', { name: 'Sign in in a tab' }).click();
  const tab = await opened;
  await tab.locator('input[name=login]').fill('ada');
  await tab.locator('input[name=password]').fill('any');
  await tab.locator('button[type=submit]').click();
  await browser.worker.stop();
  const closed = tab.waitForEvent('close');
  await tab.getByRole('button', { name: 'Continue' }).click();
  await closed;
  await page.getByText('Signed in: ada').waitFor();
  await page.getByRole('button', { name: 'Call the API' }).click();
  await page.getByText('"hello":"you"').waitFor();
  expect(tab.isClosed()).toBe(true);
});

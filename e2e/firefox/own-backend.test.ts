import { createHash } from 'node:crypto';
import type { Page } from 'puppeteer-core';
import { inject } from 'vitest';
import { until } from '../../server/testing/until.ts';
import { startDualTokenServer, startGuardedApi } from '../../tools/other-backend/servers.ts';
import { extensionId } from '../harness/firefox/extension-identity.ts';
import { openExtensionPage } from '../harness/firefox/extension-page.ts';
import { Firefox } from '../harness/firefox/firefox.ts';
import { test } from '../harness/firefox/test.ts';
import { startProvider, unpackOwnBackend } from '../harness/own-backend.ts';

const says = (page: Page, text: string) =>
  until(`the page says ${text}`, () =>
    page.evaluate((wanted) => document.querySelector('output')?.textContent?.includes(wanted) ?? false, text),
  );
const press = (page: Page, id: string) => page.evaluate((name) => document.getElementById(name)?.click(), id);

test('an extension signs in to a server with a refresh cookie, and its background may end', async ({
  skip,
  onTestFinished,
}) => {
  const program = inject('firefox');
  if ('missing' in program) return skip(program.missing);
  const { server, url, stop } = await startDualTokenServer();
  onTestFinished(stop);
  const extension = await unpackOwnBackend({ mode: 'dual-token', api: url, geckoId: extensionId });
  onTestFinished(extension.remove);
  const firefox = await Firefox.create(program.path, extension.folder);
  onTestFinished(() => firefox.discard());
  await firefox.renew();

  const page = await openExtensionPage(await firefox.browser.newPage(), 'popup.html');
  for (const [name, text] of Object.entries({ username: 'ada', password: 'right', captcha: '5' }))
    await page.locator(`input[name=${name}]`).fill(text);
  await page.locator('button[type=submit]').click();
  await says(page, 'Signed in: ada');
  server.refuseAccessTokens();
  await firefox.eventPage.stop();
  await press(page, 'call');
  await says(page, '"username":"ada"');
  await press(page, 'out');
  await says(page, 'signed-out');
  await until('the session has ended on the server', async () => server.sessions === 0);
});

test('an extension signs in at a provider in a tab, though its background ends meanwhile', async ({
  skip,
  onTestFinished,
}) => {
  const program = inject('firefox');
  if ('missing' in program) return skip(program.missing);
  const host = createHash('sha1').update(extensionId).digest('hex');
  const provider = await startProvider(`https://${host}.extensions.allizom.org/`);
  onTestFinished(provider.stop);
  const api = await startGuardedApi(provider);
  onTestFinished(api.stop);
  const extension = await unpackOwnBackend({
    mode: 'provider',
    api: api.url,
    provider: provider.issuer,
    geckoId: extensionId,
  });
  onTestFinished(extension.remove);
  const firefox = await Firefox.create(program.path, extension.folder);
  onTestFinished(() => firefox.discard());
  await firefox.renew();

  const page = await openExtensionPage(await firefox.browser.newPage(), 'popup.html');
  await press(page, 'tab');
  const tab = await until('the provider is there', async () => {
    const pages = await firefox.browser.pages();
    return pages.find((one) => one.url().startsWith(provider.issuer)) ?? null;
  });
  await tab.locator('input[name=login]').fill('ada');
  await tab.locator('input[name=password]').fill('any');
  await tab.locator('button[type=submit]').click();
  await tab.waitForSelector('input[value=consent]');
  await firefox.eventPage.stop();
  await tab.locator('button[type=submit]').click();
  await says(page, 'Signed in: ada');
  await press(page, 'call');
  await says(page, '"hello":"you","by":"DPoP"');
});

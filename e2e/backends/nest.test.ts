import { inject, test } from 'vitest';
import { startNest } from '../../tools/other-backend/nest.ts';
import { Browser } from '../harness/browser.ts';
import { keyOf, unpackOwnBackend } from '../harness/own-backend.ts';
import { slot } from '../harness/slot.ts';

test('an extension signs in to a NestJS server, and stays signed in when worker and browser end', async ({
  skip,
  onTestFinished,
}) => {
  const chromium = inject('chromium');
  if ('missing' in chromium) return skip(chromium.missing);
  const nest = await startNest();
  onTestFinished(nest.stop);
  const extension = await unpackOwnBackend({
    mode: 'dual-token',
    api: nest.url,
    key: await keyOf(slot().extensionFolder),
  });
  onTestFinished(extension.remove);
  const browser = await Browser.create(chromium.path, extension.folder);
  onTestFinished(() => browser.discard());

  const { page } = await browser.popup();
  await page.getByLabel('Username').fill('ada');
  await page.getByLabel('Password').fill('wrong');
  await page.getByLabel('What is').fill('5');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByText('Wrong password').waitFor();
  await page.getByLabel('Password').fill('right');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByText('Signed in: ada').waitFor();
  await browser.worker.stop();
  await page.getByRole('button', { name: 'Call the API' }).click();
  await page.getByText('"username":"ada"').waitFor();

  await browser.close();
  await browser.open();
  const next = await browser.popup();
  await next.page.getByText('Signed in: ada').waitFor();
  await next.page.getByRole('button', { name: 'Call the API' }).click();
  await next.page.getByText('"username":"ada"').waitFor();
  await next.page.getByRole('button', { name: 'Sign out' }).click();
  await next.page.getByText('signed-out').waitFor();
});

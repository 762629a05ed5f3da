import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright';
import { beforeAll, expect } from 'vitest';
import { ada } from '../../server/testing/accounts.ts';
import { until } from '../../server/testing/until.ts';
import { bundle } from '../harness/bundle.ts';
import { ContentScript } from '../harness/content-script.ts';
import { ExtensionsPage } from '../harness/extensions-page.ts';
import { slot } from '../harness/slot.ts';
import { test as withServer } from '../harness/test.ts';

let client = '';
beforeAll(async () => {
  client = await bundle(fileURLToPath(new URL('../harness/client.script.ts', import.meta.url)));
});

/** The extension in a folder of its own, where a test may put the next version. */
const test = withServer
  .extend('folder', async ({ onTestFinished }) => {
    const folder = await mkdtemp(join(tmpdir(), 'latchkey-update-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    await cp(slot().callingExtensionFolder, folder, { recursive: true });
    return folder;
  })
  .override('extensions', ({ folder }) => [folder]);

async function update(folder: string, extensions: ExtensionsPage, version: string): Promise<void> {
  const file = join(folder, 'manifest.json');
  const manifest: object = JSON.parse(await readFile(file, 'utf8'));
  await writeFile(file, JSON.stringify({ ...manifest, version }));
  await extensions.reload();
  expect(await extensions.version()).toBe(version);
}

/** Does what puts the new version into a page, and waits until it is there: the old one's place is another's then. */
async function replaced(page: Page, change: () => Promise<void>): Promise<void> {
  await page.evaluate(() => document.querySelector('latchkey-notes')?.setAttribute('data-before', ''));
  await change();
  await page.locator('latchkey-notes:not([data-before])').waitFor({ state: 'attached' });
}

/** Everything that a page complains about from now on. */
function complaintsOf(page: Page): string[] {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  return complaints;
}

test('an update with pages open: still signed in, and the panel goes on where the extension may put it', async ({
  browser,
  site,
  folder,
}) => {
  const extensions = await ExtensionsPage.open(browser);
  await (await browser.popup()).register(ada);
  // The host of the server is the one that the extension has a permission for.
  const tab = await browser.visit(site.page('article').replace('127.0.0.1', 'localhost'));
  const complaints = complaintsOf(tab.page);
  await tab.notes.open();
  await tab.notes.add('Before the update');

  await replaced(tab.page, () => update(folder, extensions, '0.2.0'));
  await (await browser.popup()).showsAccount(ada.username);
  await tab.notes.open();
  await tab.notes.shows('Before the update');
  await tab.notes.add('After the update');
  expect(await tab.page.locator('latchkey-notes').count()).toBe(1);

  await replaced(tab.page, () => update(folder, extensions, '0.3.0'));
  await tab.notes.open();
  await tab.notes.shows('After the update');
  expect(await tab.page.locator('latchkey-notes').count()).toBe(1);
  expect(complaints).toEqual([]);
});

test('an update with a page open that the manifest excludes: it gets no script', async ({
  browser,
  site,
  folder,
}) => {
  const extensions = await ExtensionsPage.open(browser);
  const address = (name: string) => site.page(name).replace('127.0.0.1', 'localhost');
  const excluded = await browser.visit(address('sign-in/page'));
  const tab = await browser.visit(address('article'));
  await tab.page.locator('latchkey-notes').waitFor({ state: 'attached' });
  // Two times, so that what the first has put there had its time to show.
  for (const version of ['0.2.0', '0.3.0']) {
    await replaced(tab.page, () => update(folder, extensions, version));
    // Chromium may not start the worker of an update that comes while it still starts the one before.
    await (await browser.popup()).showsForm();
    expect(await excluded.page.locator('latchkey-notes').count()).toBe(0);
  }
});

test('an update beside a page that never ends to load: the others get the new version all the same', async ({
  browser,
  site,
  folder,
}) => {
  const extensions = await ExtensionsPage.open(browser);
  const address = (name: string) => site.page(name).replace('127.0.0.1', 'localhost');
  const endless = await browser.context.newPage();
  await endless.goto(address('chat?endless'), { waitUntil: 'commit' });
  const tab = await browser.visit(address('article'));
  await tab.page.locator('latchkey-notes').waitFor({ state: 'attached' });
  await replaced(tab.page, () => update(folder, extensions, '0.2.0'));
  await (await browser.popup()).register(ada);
  await tab.notes.open();
  await tab.notes.add('Beside a chat');
});

test('an update with a page open where the new version can not be put: the old one says so and stops quietly', async ({
  browser,
  site,
  folder,
}) => {
  const extensions = await ExtensionsPage.open(browser);
  await (await browser.popup()).register(ada);
  const tab = await browser.visit(site.page('article'));
  const complaints = complaintsOf(tab.page);
  await tab.notes.open();
  await tab.notes.add('Before the update');
  const unopened = await browser.visit(site.page('unopened'));
  const script = await ContentScript.run(tab.page, client);
  expect(await script.evaluate(`client.state().then(({ status }) => status)`)).toBe('signed-in');

  await update(folder, extensions, '0.2.0');
  for (const call of [
    `client.fetch('/api/me')`,
    `client.state()`,
    `client.getToken({ scope: 'notes:read' })`,
  ]) {
    expect(await script.evaluate(`${call}.then(() => 'answered', (error) => error.code)`)).toBe(
      'context-invalidated',
    );
  }
  await tab.notes.newNote.fill('Too late');
  await tab.notes.addButton.click();
  const updated = 'Latchkey was updated. Reload this page to go on.';
  await tab.notes.root.getByText(updated).waitFor();
  expect(await tab.notes.newNote.inputValue()).toBe('Too late');
  await unopened.notes.pressTab();
  await until('the page says so too', async () => (await unopened.notes.edge.text()) === updated);

  await tab.page.reload();
  await tab.notes.open();
  await tab.notes.shows('Before the update');
  expect(complaints).toEqual([]);
});

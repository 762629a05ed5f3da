import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import { ada } from '../../server/testing/accounts.ts';
import { OtherDevice } from '../../server/testing/other-device.ts';
import { until } from '../../server/testing/until.ts';
import { Browser } from '../harness/browser.ts';
import { keyOf } from '../harness/own-backend.ts';
import { identify, installOwnExtension } from '../harness/own-extension.ts';
import { slot } from '../harness/slot.ts';
import { test } from '../harness/test.ts';

/** The last takes as long as the others together and shows no more of the library: `LATCHKEY_EXAMPLES=all` runs it. */
const examples = ['own-extension', 'wxt', ...(process.env.LATCHKEY_EXAMPLES === 'all' ? ['wxt-react'] : [])];

test.for(examples)(
  '%s, which has installed the library, signs in, and its content script calls the API',
  async (name, { server, site, skip, onTestFinished }) => {
    const chromium = inject('chromium');
    if ('missing' in chromium) return skip(chromium.missing);
    const folder = await mkdtemp(join(tmpdir(), 'latchkey-own-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const example = await installOwnExtension(name, folder, server.url);
    await example.script('build');
    const unpacked = join(example.folder, name === 'own-extension' ? 'dist' : '.output/chrome-mv3');
    await identify(unpacked, { key: await keyOf(slot().extensionFolder) });
    await OtherDevice.register(server, ada);

    const browser = await Browser.create(chromium.path, unpacked);
    onTestFinished(() => browser.discard());
    const { page } = await browser.popup();
    await page.getByLabel('Username').fill(ada.username);
    await page.getByLabel('Password').fill(ada.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText(/signed.in/i).waitFor();
    const tab = await browser.visit(site.page('article'));
    await until('the page is greeted', async () => (await tab.page.title()) === 'Hello, ada');
  },
);

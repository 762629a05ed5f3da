import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import { ada } from '../../server/testing/accounts.ts';
import { OtherDevice } from '../../server/testing/other-device.ts';
import { until } from '../../server/testing/until.ts';
import { extensionId } from '../harness/firefox/extension-identity.ts';
import { openExtensionPage } from '../harness/firefox/extension-page.ts';
import { Firefox } from '../harness/firefox/firefox.ts';
import { test } from '../harness/firefox/test.ts';
import { identify, installOwnExtension } from '../harness/own-extension.ts';

interface Build {
  readonly name: string;
  readonly manifest: 2 | 3;
}
/** What WXT builds for Firefox unless told otherwise. The others take as long each: `LATCHKEY_EXAMPLES=all` runs them. */
const usual: Build = { name: 'wxt', manifest: 2 };
const others: readonly Build[] = [
  { name: 'wxt', manifest: 3 },
  { name: 'wxt-react', manifest: 2 },
  { name: 'wxt-react', manifest: 3 },
];

test.for([usual, ...(process.env.LATCHKEY_EXAMPLES === 'all' ? others : [])])(
  '$name with Manifest V$manifest, which has installed the library, signs in, and its content script calls the API',
  async ({ name, manifest }, { server, site, skip, onTestFinished }) => {
    const program = inject('firefox');
    if ('missing' in program) return skip(program.missing);
    const folder = await mkdtemp(join(tmpdir(), 'latchkey-own-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const example = await installOwnExtension(name, folder, server.url);
    await example.program('wxt', ['build', '--browser', 'firefox', `--mv${manifest}`]);
    const unpacked = join(example.folder, `.output/firefox-mv${manifest}`);
    await identify(unpacked, { geckoId: extensionId });
    await OtherDevice.register(server, ada);

    const firefox = await Firefox.create(program.path, unpacked);
    onTestFinished(() => firefox.discard());
    await firefox.renew();
    const page = await openExtensionPage(await firefox.browser.newPage(), 'popup.html');
    await page.locator('input[name=username]').fill(ada.username);
    await page.locator('input[name=password]').fill(ada.password);
    await page.locator('button[type=submit]').click();
    await until('somebody is signed in', () =>
      page.evaluate(() => document.body.textContent.includes('Signed in as ada')),
    );
    const tab = await firefox.visit(site.page('article'));
    await until('the page is greeted', async () => (await tab.page.title()) === 'Hello, ada');
  },
);

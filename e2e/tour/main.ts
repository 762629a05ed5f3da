import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { freePort } from '../../server/testing/free-port.ts';
import { Server } from '../../server/testing/server.ts';
import { buildExtension } from '../../tools/extension-build/build.ts';
import { findChromium } from '../../tools/extension-build/find-chromium.ts';
import { installChromium } from '../../tools/needs/install-chromium.ts';
import { Browser } from '../harness/browser.ts';
import { startPageServer } from '../harness/page-server.ts';
import { narrator } from './narrator.ts';
import { pictures } from './pictures.ts';
import { settings } from './scene.ts';
import { tour } from './tour.ts';

/** The README's own are in e2e/tour/pictures, and are renewed with `--pictures e2e/tour/pictures`. */
const { pictures: folder } = parseArgs({
  options: { pictures: { type: 'string', default: '.artifacts/tour' } },
}).values;

/** `npm run tour`: the server, the built extension and a Chromium, each new and gone afterwards. */
async function main(): Promise<void> {
  const say = (line: string) => console.log(line);
  const begin = performance.now();
  const chromium = await chromiumOrNone(say);
  if (chromium === null) {
    process.exitCode = 1;
    return;
  }
  const port = await freePort();
  const outDir = await mkdtemp(join(tmpdir(), 'latchkey-tour-'));
  say(`Building the extension for http://localhost:${port} …`);
  await using stack = new AsyncDisposableStack();
  stack.defer(() => rm(outDir, { recursive: true, force: true }));
  const extension = await buildExtension({
    serverUrl: new URL(`http://localhost:${port}`),
    outDir,
    browser: 'chrome',
  });
  const server = await Server.create(port, settings);
  stack.defer(() => server.discard());
  const site = await startPageServer();
  stack.defer(() => site.close());
  const browser = await Browser.create(chromium, extension.folder);
  stack.defer(() => browser.discard());
  await tour({ server, browser, site, take: pictures(folder), step: narrator(say) });
  say(`\nAll of this was so, in ${Math.round((performance.now() - begin) / 1000)} s. Pictures: ${folder}`);
}

async function chromiumOrNone(say: (line: string) => void): Promise<string | null> {
  const search = await findChromium();
  if (search.status === 'found') return search.path;
  say(`${search.reason} Installing one …`);
  const installation = await installChromium();
  if (installation.status === 'failed') {
    say(`Chromium could not be installed: ${installation.reason}.`);
    return null;
  }
  const again = await findChromium();
  if (again.status === 'found') return again.path;
  say(again.reason);
  return null;
}

await main();

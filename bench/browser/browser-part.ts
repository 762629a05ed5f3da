import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepare } from 'wxt';
import { Browser } from '../../e2e/harness/browser.ts';
import { extensionOrigin } from '../../e2e/harness/extension-id.ts';
import { type PageServer, startPageServer } from '../../e2e/harness/page-server.ts';
import { Server } from '../../server/testing/server.ts';
import { findChromium } from '../../tools/extension-build/find-chromium.ts';
import { repositoryRoot } from '../../tools/repository.ts';
import { manifestKey } from '../../wxt.config.ts';
import { freePort } from '../machine/program.ts';
import type { Progress } from '../report/progress.ts';
import { type BrokeredCalls, brokeredCalls, cachedTokens } from './brokered-calls.ts';
import { buildExtension } from './build-extension.ts';
import { type Messenger, messengers } from './contestants.ts';
import { type TokenRequests, tokenRequests } from './token-requests.ts';

export interface MessengerResult {
  readonly name: string;
  readonly rounds: readonly TokenRequests[];
  /** What it adds to an empty content script, as gzip. */
  readonly addedBytes: number;
}

export interface BrowserResult {
  readonly messengers: readonly MessengerResult[];
  readonly brokered: readonly BrokeredCalls[];
  readonly cached: { readonly messages: number; readonly meanMs: number };
}

interface Opened extends Messenger {
  readonly browser: Browser;
  readonly contentBytes: number;
}

/** @returns why there is nothing to measure, where there is no browser */
export async function measureBrowser(rounds: number, progress: Progress): Promise<BrowserResult | string> {
  const chromium = await findChromium();
  if (chromium.status !== 'found') return chromium.reason;
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-bench-browser-'));
  const pages = await startPageServer();
  const server = await Server.create(await freePort(), { LATCHKEY_LOG_LEVEL: 'info' });
  const opened: Opened[] = [];
  try {
    const build = (name: string) => buildExtension(name, join(folder, name), manifestKey, server.url);
    progress.step('building the extensions');
    // The repository's tsconfig.json builds on what WXT makes, which a fresh clone does not have yet.
    await prepare({ root: repositoryRoot });
    const empty = await build('empty');
    for (const messenger of messengers) {
      progress.step(`opening a browser with ${messenger.name}`);
      const extension = await build(messenger.folder);
      const browser = await Browser.create(chromium.path, extension.folder);
      opened.push({ ...messenger, browser, contentBytes: extension.contentBytes });
    }
    const latchkey = await signedIn(opened);
    const taken = await inTurns(opened, rounds, pages, progress);
    const brokered: BrokeredCalls[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      progress.step(`round ${round} of ${rounds}: brokered calls`);
      brokered.push(await brokeredCalls(latchkey, pages.page('brokered')));
    }
    return {
      messengers: opened.map((each) => ({
        name: each.name,
        rounds: taken.get(each.name) ?? [],
        addedBytes: each.contentBytes - empty.contentBytes,
      })),
      brokered,
      cached: await cachedTokens(latchkey, pages.page('cached')),
    };
  } finally {
    await Promise.all(opened.map(({ browser }) => browser.discard()));
    await Promise.all([server.discard(), pages.close()]);
    await rm(folder, { recursive: true, force: true });
  }
}

async function signedIn(opened: readonly Opened[]): Promise<Browser> {
  const browser = opened.find(({ folder }) => folder === 'latchkey')?.browser;
  if (browser === undefined) throw new Error('Latchkey is not among the messengers');
  const page = await browser.context.newPage();
  await page.goto(`${extensionOrigin}/account.html`);
  await page.evaluate(() => (Reflect.get(globalThis, 'register') as () => Promise<unknown>)());
  await page.close();
  return browser;
}

async function inTurns(
  opened: readonly Opened[],
  rounds: number,
  pages: PageServer,
  progress: Progress,
): Promise<Map<string, TokenRequests[]>> {
  const taken = new Map<string, TokenRequests[]>(opened.map(({ name }) => [name, []]));
  for (let round = 1; round <= rounds; round += 1) {
    for (const { name, browser } of opened) {
      progress.step(`round ${round} of ${rounds}: ${name}`);
      taken.get(name)?.push(await tokenRequests(browser, pages.page('token')));
    }
  }
  return taken;
}

import type { BrowserContext, Page, Worker } from 'playwright';
import { until } from '../../server/testing/until.ts';
import type { Browser } from './browser.ts';
import { extensionOrigin } from './extension-id.ts';

/** The running background worker as a debugger sees it: what it evaluates sees the worker's own globals. */
export async function insideWorker(context: BrowserContext): Promise<Worker> {
  const ours = () => context.serviceWorkers().filter((worker) => worker.url().startsWith(extensionOrigin));
  await until('the worker runs', () => ours().length > 0);
  const worker = ours().at(-1);
  if (worker === undefined) throw new Error('The worker has stopped.');
  return worker;
}

/** Leaves a worker that sleeps and has no access token, as an update of the extension does. */
export async function forgetAccessToken({ context, worker }: Browser): Promise<void> {
  const inside = await insideWorker(context);
  await inside.evaluate(() => chrome.storage.session.clear());
  await worker.stop();
}

export async function clearIndexedDb({ context }: Browser, page: Page): Promise<void> {
  const session = await context.newCDPSession(page);
  await session.send('Storage.clearDataForOrigin', { origin: extensionOrigin, storageTypes: 'indexeddb' });
}

/**
 * Leaves a worker that sleeps and an extension that knows nothing any more, as when its site data was cleared. No page
 * of it may be open: one that waits for an answer would wake the worker, which would remember.
 */
export async function clearExtensionData(browser: Browser): Promise<void> {
  const { page } = await browser.visit(`${extensionOrigin}/manifest.json`);
  await forgetAccessToken(browser);
  await clearIndexedDb(browser, page);
  await page.close();
}

/** The generation of the access token in `storage.session`, or `null` where there is none. */
export async function storedGeneration(context: BrowserContext): Promise<number | null> {
  const worker = await insideWorker(context);
  return worker.evaluate(async () => {
    const stored = await chrome.storage.session.get<Record<string, { token: { value: string } | null }>>();
    const name = Object.keys(stored).find((each) => each.startsWith('latchkey.kept ')) ?? '';
    const claims = stored[name]?.token?.value.split('.')[1];
    if (claims === undefined) return null;
    return JSON.parse(atob(claims.replaceAll('-', '+').replaceAll('_', '/'))).gen;
  });
}

/**
 * From now on this worker's writes of an access token to `storage.session` neither happen nor end; what else it
 * writes is written.
 * @returns waits until it has tried to write one.
 */
export async function holdTokenWrites(context: BrowserContext): Promise<() => Promise<void>> {
  const worker = await insideWorker(context);
  await worker.evaluate(() => {
    const area = chrome.storage.session;
    const write = area.set.bind(area);
    area.set = (items: Record<string, { token?: object | null }>) => {
      if (!Object.entries(items).some(([name, { token }]) => name.startsWith('latchkey.kept ') && token)) {
        return write(items);
      }
      Object.assign(globalThis, { tokenWriteHeld: true });
      return new Promise<void>(() => {});
    };
  });
  return async () => {
    await until('the worker is about to store the new access token', () =>
      worker.evaluate(() => 'tokenWriteHeld' in globalThis),
    );
  };
}

/** Does in the tab that is in front what the shortcut does, whose keys no test can press. @returns whether it is heard */
export async function useShortcutOfPanel(browser: Browser): Promise<boolean> {
  const worker = await insideWorker(browser.context);
  return worker.evaluate(async () => {
    const [tab] = await chrome.tabs.query({ active: true });
    const toggle = { to: 'notes-tab', do: 'toggle' };
    return chrome.tabs.sendMessage(tab?.id ?? 0, toggle, { frameId: 0 }).then(
      () => true,
      () => false,
    );
  });
}

import { browser } from '../client/browser.ts';

/**
 * Puts the new version's content scripts into the pages that are open while the extension is updated; Firefox
 * does it by itself. Only pages of hosts that the extension has a permission for can be reached so: matches of
 * content scripts give none. In all others the old script says `context-invalidated` until the page is loaded
 * again; asking for every host just for this would give the worker far more than it needs.
 *
 * Where each script belongs is what its `matches` and `exclude_matches` say, by the browser's own judgement. Globs are not
 * judged, and frames get none.
 *
 * In a page that is still loading it may be the second to run, after the one that the browser puts there by itself: a
 * script that must run once says so by `onceInPage`.
 */
export async function reinjectContentScripts(): Promise<void> {
  const { content_scripts: scripts = [] } = browser.runtime.getManifest();
  await Promise.all(scripts.map(reinject));
}

type ContentScript = NonNullable<chrome.runtime.Manifest['content_scripts']>[number];

async function reinject(script: ContentScript): Promise<void> {
  const [tabs, excluded] = await Promise.all([tabsAt(script.matches), tabsAt(script.exclude_matches)]);
  const without = new Set(excluded.map(({ id }) => id));
  // No tab waits for another: in a page that never ends, or whose process hangs, this does not end either.
  await Promise.all(tabs.filter(({ id }) => !without.has(id)).map((tab) => inject(tab, script)));
}

const tabsAt = async (patterns: string[] = []): Promise<chrome.tabs.Tab[]> =>
  patterns.length === 0 ? [] : browser.tabs.query({ url: patterns });

/**
 * What fails here is made up for by the browser: a page that is left meanwhile, a tab that is closed or discarded, and an
 * error page have the script again with the next page in them.
 */
async function inject(
  { id: tabId, discarded }: chrome.tabs.Tab,
  { js = [], run_at }: ContentScript,
): Promise<void> {
  if (tabId === undefined || discarded) return;
  // WXT types the names of files it built; those of the manifest are the same ones.
  const files = js as Parameters<typeof browser.scripting.executeScript>[0]['files'] & string[];
  const injectImmediately = run_at === 'document_start';
  await browser.scripting
    .executeScript({ target: { tabId }, files: files as never[], injectImmediately })
    .catch(() => {});
}

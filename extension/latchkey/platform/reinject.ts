import { browser } from '@wxt-dev/browser';

/**
 * Puts the new version's content scripts into the pages that are open while the extension is updated; Firefox
 * does it by itself. Only pages of hosts that the extension has a permission for can be reached so: matches of
 * content scripts give none. In all others the old script says `context-invalidated` until the page is loaded
 * again; asking for every host just for this would give the worker far more than it needs.
 */
export async function reinjectContentScripts(): Promise<void> {
  const { content_scripts: scripts = [] } = browser.runtime.getManifest();
  const tabs = await browser.tabs.query({ url: ['http://*/*', 'https://*/*'] });
  for (const { id } of tabs) {
    for (const { js = [] } of scripts) {
      if (id !== undefined) await inject(id, js);
    }
  }
}

async function inject(tabId: number, files: string[]): Promise<void> {
  // WXT types the names of files it built; those of the manifest are the same ones.
  const paths = files as Parameters<typeof browser.scripting.executeScript>[0]['files'] & string[];
  await browser.scripting.executeScript({ target: { tabId }, files: paths as never[] }).catch(() => {});
}

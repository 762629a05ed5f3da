import type { RecordStore } from '../broker/ports.ts';
import { browser } from '../client/browser.ts';

/** One record in `storage.session`: in memory, gone with the browser, closed to content scripts. */
export function sessionRecord(name: string): RecordStore {
  const area: chrome.storage.StorageArea = browser.storage.session;
  return {
    load: async () => (await area.get(name))[name],
    save: (value) => area.set({ [name]: value }),
  };
}

/** The default, made sure of. Firefox has no such setting and no such opening. */
export async function closeStorageToContentScripts(): Promise<void> {
  await browser.storage.session.setAccessLevel?.({ accessLevel: 'TRUSTED_CONTEXTS' });
}

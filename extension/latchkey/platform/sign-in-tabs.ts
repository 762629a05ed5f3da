import type { Broker } from '../broker/broker.ts';
import type { SignInTabs } from '../broker/ports.ts';
import { browser } from '../client/browser.ts';

interface ListeningTabs extends SignInTabs {
  /**
   * To be called when the script starts: what wakes a worker goes to the listeners that exist by then. Whether anybody
   * wants to know is read after that, and without one nothing in a tab wakes the worker again.
   */
  listen(broker: Pick<Broker, 'tabArrived' | 'tabClosed'>): void;
}

/** Browsers tell the address of a tab only where the extension has the host permission, which is the server's alone. */
export function createSignInTabs(): ListeningTabs {
  let broker: Pick<Broker, 'tabArrived' | 'tabClosed'> | null = null;
  const onUpdated = (_: number, { url }: { url?: string }): void => {
    if (url !== undefined) broker?.tabArrived(url);
  };
  const onRemoved = (tabId: number): void => void broker?.tabClosed(tabId);

  const watch = (): void => {
    browser.tabs.onUpdated.addListener(onUpdated);
    browser.tabs.onRemoved.addListener(onRemoved);
  };
  return {
    listen(listener) {
      broker = listener;
      watch();
    },
    open: async (url) => (await browser.tabs.create({ url })).id ?? null,
    close: (tabId) => browser.tabs.remove(tabId).catch(() => {}),
    watch,
    ignore() {
      browser.tabs.onUpdated.removeListener(onUpdated);
      browser.tabs.onRemoved.removeListener(onRemoved);
    },
  };
}

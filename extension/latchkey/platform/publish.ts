import { browser } from '@wxt-dev/browser';
import type { Push } from '../protocol/messages.ts';
import type { SessionState } from '../protocol/session-state.ts';

/**
 * Tells every content script, then every open page of the extension: whoever sees in the popup that something
 * is done must find it done in every tab, also when the worker is stopped at that moment. Who is not there
 * misses nothing: it asks. Never rejects.
 */
export async function publish(state: SessionState): Promise<void> {
  const push: Push = { latchkey: 'state', state };
  for (const { id, discarded } of await browser.tabs.query({}).catch(() => [])) {
    if (id !== undefined && !discarded) browser.tabs.sendMessage(id, push, { frameId: 0 }).catch(nobodyThere);
  }
  browser.runtime.sendMessage(push).catch(nobodyThere);
}

const nobodyThere = (): void => {};

import { browser } from 'wxt/browser';
import type { Push } from '../protocol/messages.ts';
import type { SessionState } from '../protocol/session-state.ts';

/** Tells every open page of the extension and every content script. Who is not there misses nothing: it asks. */
export async function publish(state: SessionState): Promise<void> {
  const push: Push = { latchkey: 'state', state };
  browser.runtime.sendMessage(push).catch(nobodyThere);
  for (const { id, discarded } of await browser.tabs.query({})) {
    if (id !== undefined && !discarded) browser.tabs.sendMessage(id, push, { frameId: 0 }).catch(nobodyThere);
  }
}

const nobodyThere = (): void => {};

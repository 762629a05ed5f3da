import { browser } from '../client/browser.ts';
import type { Push } from '../protocol/messages.ts';
import type { SessionState } from '../protocol/session-state.ts';

/**
 * Tells every open page of the extension the state, and each tab, where somebody there has to be told, that it has
 * changed: whoever sees in the popup that something is done must find it done in every tab, also when the worker is
 * stopped at that moment. A tab is not told who the user is: its process is that of a page. In a tab every frame is
 * told. Who is not there misses nothing: it asks. Never rejects.
 */
export async function publish(state: SessionState, toTabs: boolean): Promise<void> {
  const hint: Push = { latchkey: 'state', state: null };
  const tabs = toTabs ? await browser.tabs.query({}).catch(() => []) : [];
  for (const { id, discarded } of tabs) {
    if (id !== undefined && !discarded) browser.tabs.sendMessage(id, hint).catch(nobodyThere);
  }
  const push: Push = { latchkey: 'state', state };
  browser.runtime.sendMessage(push).catch(nobodyThere);
}

const nobodyThere = (): void => {};

import type { KeyValueArea } from '../key-value-area.ts';
import type { Selection } from '../notes-messages.ts';

/** What was selected in a tab before anybody could be asked to keep it, until the panel there takes it. */
export interface WaitingSelections {
  put(tabId: number, selection: Selection): Promise<void>;
  take(tabId: number): Promise<readonly Selection[]>;
}

/** @param area outlives the worker, not the browser, and is closed to content scripts */
export function createWaitingSelections(area: KeyValueArea): WaitingSelections {
  const keyOf = (tabId: number) => `selections/${tabId}`;
  const read = async (tabId: number): Promise<readonly Selection[]> =>
    ((await area.get(keyOf(tabId)))[keyOf(tabId)] as readonly Selection[] | undefined) ?? [];
  return {
    put: async (tabId, selection) => area.set({ [keyOf(tabId)]: [...(await read(tabId)), selection] }),
    async take(tabId) {
      const all = await read(tabId);
      if (all.length > 0) await area.remove(keyOf(tabId));
      return all;
    },
  };
}

import { keptKinds, keptPrefix } from './kept-keys.ts';
import type { ListedArea } from './key-value-area.ts';

/** Removes what this browser keeps of a user whose account is gone: drafts, notes that were never sent, and counts. */
export async function clearUserData(area: ListedArea, userId: string): Promise<void> {
  for (const kind of keptKinds) {
    const items = await area.list(keptPrefix(kind, userId));
    for (const key of Object.keys(items)) await area.remove(key);
  }
}

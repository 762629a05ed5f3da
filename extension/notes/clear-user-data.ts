import type { KeyValueArea } from './key-value-area.ts';

/** Removes what this browser keeps for a user whose account is gone: drafts, and notes that were never sent. */
export async function clearUserData(area: KeyValueArea, userId: string): Promise<void> {
  const keys = Object.keys(await area.get(null)).filter((key) => key.split('/')[1] === userId);
  for (const key of keys) await area.remove(key);
}

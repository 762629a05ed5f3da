import type { Way } from 'latchkey/account';

const place = 'latchkey.remembered-ways';

/** What the server offered last, for the first paint of the next time. */
export function rememberWays(store: Storage, ways: readonly Way[]): void {
  store.setItem(place, JSON.stringify(ways));
}

/** @returns none where nothing is remembered, or nothing that can be read. */
export function recallWays(store: Storage): readonly Way[] {
  try {
    const ways: unknown = JSON.parse(store.getItem(place) ?? '[]');
    return Array.isArray(ways) && ways.every(isWay) ? ways : [];
  } catch {
    return [];
  }
}

const isWay = (value: Partial<Way> | null): value is Way =>
  typeof value?.id === 'string' && typeof value.kind === 'string' && typeof value.name === 'string';

import { keptPrefix } from './kept-keys.ts';
import type { KeyValueArea } from './key-value-area.ts';

/**
 * How many notes this browser has last seen on a page. No server is asked for it: which pages a person visits is not
 * the server's business.
 */
export interface PageCounts {
  of(userId: string, url: string): Promise<number>;
  keep(userId: string, url: string, count: number): Promise<void>;
}

export function createPageCounts(area: KeyValueArea): PageCounts {
  const keyOf = (userId: string, url: string) => keptPrefix('page-count', userId) + url;
  return {
    async of(userId, url) {
      const count = (await area.get(keyOf(userId, url)))[keyOf(userId, url)];
      return typeof count === 'number' && Number.isInteger(count) && count > 0 ? count : 0;
    },
    keep: (userId, url, count) =>
      count === 0 ? area.remove(keyOf(userId, url)) : area.set({ [keyOf(userId, url)]: count }),
  };
}

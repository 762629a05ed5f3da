import { MOST_AT_ONCE } from './limits.ts';

/**
 * Gathers what is posted in one turn and posts it at its end, all in one message: a page that has just been loaded asks
 * for several things at once.
 * @param post is to deal with what it can not post: what it throws is caught by nobody
 * @returns adds one more
 */
export function createOutbox<T>(post: (items: readonly T[]) => void): (item: T) => void {
  let items: T[] = [];
  const flush = (): void => {
    if (items.length === 0) return;
    const full = items;
    items = [];
    post(full);
  };
  return (item) => {
    items.push(item);
    if (items.length === 1) queueMicrotask(flush);
    else if (items.length === MOST_AT_ONCE) flush();
  };
}

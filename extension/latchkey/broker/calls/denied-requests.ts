import type { DeniedRequest } from '../../protocol/messages.ts';

/** Enough to see a pattern, small enough to be written whole at each entry. */
const MOST_ENTRIES = 50;

/** The same sender asking the same again within this is one entry: a loop must not push out the others. */
const SAME_WITHIN_MS = 60_000;

/** The last denied requests, newest first. */
export function remember(ring: readonly DeniedRequest[], entry: DeniedRequest): readonly DeniedRequest[] {
  const isSame = (other: DeniedRequest) =>
    other.sender === entry.sender &&
    other.request === entry.request &&
    other.reason === entry.reason &&
    Math.abs(entry.at - other.at) < SAME_WITHIN_MS;
  return ring.some(isSame) ? ring : [entry, ...ring].slice(0, MOST_ENTRIES);
}

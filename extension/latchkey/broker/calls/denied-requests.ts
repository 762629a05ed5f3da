import * as v from 'valibot';
import type { DeniedRequest } from '../../protocol/messages.ts';
import type { RecordStore } from '../ports.ts';

/** Enough to see a pattern, small enough to be written whole at each entry. */
const MOST = 50;

/** The same sender asking the same again within this is one entry: a loop must not push out the others. */
const SAME_WITHIN_MS = 60_000;

const storedRequests = v.array(
  v.object({ at: v.number(), sender: v.string(), request: v.string(), reason: v.string() }),
);

/** The calls that were denied, kept beyond the worker's life. Neither function rejects. */
export interface DeniedRequests {
  record(denied: DeniedRequest): Promise<void>;
  /** The newest first. */
  list(): Promise<readonly DeniedRequest[]>;
}

export function createDeniedRequests(store: RecordStore): DeniedRequests {
  let known: Promise<readonly DeniedRequest[]> | null = null;

  async function load(): Promise<readonly DeniedRequest[]> {
    const parsed = v.safeParse(storedRequests, await store.load().catch(() => null));
    return parsed.success ? parsed.output : [];
  }

  return {
    async record(denied) {
      const before = known ?? load();
      known = before.then((list) => addDenied(list, denied));
      const [earlier, now] = await Promise.all([before, known]);
      // Whoever can not write it down still has denied the call.
      if (now !== earlier) await store.save(now).catch(() => {});
    },
    list() {
      known ??= load();
      return known;
    },
  };
}

/** @returns the list with the new one first, or the same list when that would say the same again. */
export function addDenied(list: readonly DeniedRequest[], denied: DeniedRequest): readonly DeniedRequest[] {
  const isSame = (other: DeniedRequest) =>
    other.sender === denied.sender &&
    other.request === denied.request &&
    other.reason === denied.reason &&
    Math.abs(denied.at - other.at) < SAME_WITHIN_MS;
  return list.some(isSame) ? list : [denied, ...list].slice(0, MOST);
}

import type { Backend, RefreshOutcome } from './backend.ts';
import type { Clock } from './ports.ts';
import type { SerialQueue } from './serial-queue.ts';
import type { SessionStore } from './session/store.ts';

/** The one refresh in flight. */
export interface Refresh {
  /**
   * Joins the refresh in flight or starts one. Never rejects.
   * @param how `awaited` when a caller has nothing else to do meanwhile, which everybody is shown
   * @returns what it has brought, once that is in the store; `null` when it counts no more.
   */
  run(how: 'ahead' | 'awaited'): Promise<RefreshOutcome | null>;
  /** Gives the one in flight up: what it answers counts no more. */
  abandon(): void;
}

/** All attempts together: those who wait are told that the server is out of reach before their own deadline. */
const BUDGET_MS = 20_000;

/** The reason of an abort after which not even an answer counts that has come already. */
const ABANDONED = Symbol('abandoned');

export function createRefresh(
  store: SessionStore,
  backend: Backend,
  enqueue: SerialQueue,
  clock: Clock,
  random: () => number,
): Refresh {
  let inFlight: { readonly done: Promise<RefreshOutcome | null>; readonly abort: AbortController } | null =
    null;

  async function refresh(epoch: number, abort: AbortController): Promise<RefreshOutcome | null> {
    const outcome = await enqueue(async () => {
      if (store.read().epoch !== epoch) return null;
      const cancel = clock.after(BUDGET_MS, () => abort.abort());
      return backend.refresh(store.read().kept, abort.signal).finally(cancel);
    });
    if (outcome === null || (await store.overtaken(epoch)) || abort.signal.reason === ABANDONED) return null;
    await store.apply(
      outcome.type === 'refresh-failed' ? { ...outcome, epoch, jitter: random() } : { ...outcome, epoch },
    );
    return outcome;
  }

  return {
    run(how) {
      if (inFlight) {
        if (how === 'awaited') void store.apply({ type: 'refresh-awaited' });
        return inFlight.done;
      }
      const abort = new AbortController();
      void store.apply({ type: 'refresh-started', how });
      const mine = { abort, done: refresh(store.read().epoch, abort) };
      inFlight = mine;
      const over = () => {
        if (inFlight === mine) inFlight = null;
      };
      mine.done.then(over, over);
      return mine.done;
    },
    abandon() {
      inFlight?.abort.abort(ABANDONED);
      inFlight = null;
    },
  };
}

import type { Backend, RefreshOutcome } from './backend.ts';
import type { Clock } from './ports.ts';
import type { SerialQueue } from './serial-queue.ts';
import type { SessionStore } from './session/store.ts';

/** The refreshes, one at a time: each needs what the last one has brought. */
export interface Refresh {
  /**
   * Joins the refresh in flight or starts one. Never rejects.
   * @param how `awaited` when a caller has nothing else to do meanwhile, which everybody is shown
   * @param audience for another API's token than the session's own
   * @returns what it has brought, once that is in the store; `null` when it counts no more.
   */
  run(how: 'ahead' | 'awaited', audience?: string | null): Promise<RefreshOutcome | null>;
  /** Gives those in flight up: what they answer counts no more. */
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
  /** By audience; `null` for the session's own token. */
  const inFlight = new Map<string | null, InFlight>();

  /** What it has brought is in the store before the next one starts, which is asked by that. */
  const refresh = (
    how: 'ahead' | 'awaited',
    epoch: number,
    audience: string | null,
    abort: AbortController,
  ): InFlight['done'] =>
    enqueue(async () => {
      const { epoch: current, kept, refreshing } = store.read();
      if (current !== epoch) return null;
      // The end of the one before has said that there is none.
      if (refreshing === 'no') void store.apply({ type: 'refresh-started', how });
      const cancel = clock.after(BUDGET_MS, () => abort.abort());
      const outcome = await backend.refresh(kept, abort.signal, audience).finally(cancel);
      if ((await store.overtaken(epoch)) || abort.signal.reason === ABANDONED) return null;
      const event = { ...outcome, epoch, audience, jitter: random() };
      await store.apply(event);
      return outcome;
    });

  return {
    run(how, audience = null) {
      const running = inFlight.get(audience);
      if (running) {
        if (how === 'awaited') void store.apply({ type: 'refresh-awaited' });
        return running.done;
      }
      const abort = new AbortController();
      void store.apply({ type: 'refresh-started', how });
      const mine = { abort, done: refresh(how, store.read().epoch, audience, abort) };
      inFlight.set(audience, mine);
      const over = () => {
        if (inFlight.get(audience) === mine) inFlight.delete(audience);
      };
      mine.done.then(over, over);
      return mine.done;
    },
    abandon() {
      for (const { abort } of inFlight.values()) abort.abort(ABANDONED);
      inFlight.clear();
    },
  };
}

interface InFlight {
  readonly done: Promise<RefreshOutcome | null>;
  readonly abort: AbortController;
}

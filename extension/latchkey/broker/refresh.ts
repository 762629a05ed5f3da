import type { AuthServer, RefreshAnswer } from './auth/auth-client.ts';
import type { Clock } from './ports.ts';
import type { Lane } from './serial-queue.ts';
import type { SessionStore } from './session/store.ts';
import type { Event } from './session/transition.ts';

/** The one refresh in flight. */
export interface Refresh {
  /**
   * Joins the refresh in flight or starts one. Never rejects.
   * @returns the server's answer, once it is in the store; `null` when it counts no more.
   */
  run(awaited: boolean): Promise<RefreshAnswer | null>;
  /** Gives the one in flight up: what it answers counts no more. */
  abandon(): void;
}

/** All attempts together: those who wait are told that the server is out of reach before their own deadline. */
const BUDGET_MS = 20_000;

export function createRefresh(
  store: SessionStore,
  auth: AuthServer,
  lane: Lane,
  clock: Clock,
  random: () => number,
): Refresh {
  let inFlight: { readonly done: Promise<RefreshAnswer | null>; readonly abort: AbortController } | null =
    null;

  async function refresh(epoch: number, abort: AbortController): Promise<RefreshAnswer | null> {
    const answer = await lane(async () => {
      if (store.read().epoch !== epoch) return null;
      const cancel = clock.after(BUDGET_MS, () => abort.abort());
      return auth.refresh(store.read().receipt, abort.signal).finally(cancel);
    });
    if (answer === null || (await store.overtaken(epoch))) return null;
    await store.apply(toEvent(answer, epoch, random()));
    return answer;
  }

  return {
    run(awaited) {
      if (inFlight) {
        if (awaited) store.apply({ type: 'refresh-awaited' });
        return inFlight.done;
      }
      const abort = new AbortController();
      store.apply({ type: 'refresh-started', awaited });
      const mine = { abort, done: refresh(store.read().epoch, abort) };
      inFlight = mine;
      const over = () => {
        if (inFlight === mine) inFlight = null;
      };
      mine.done.then(over, over);
      return mine.done;
    },
    abandon() {
      inFlight?.abort.abort();
      inFlight = null;
    },
  };
}

function toEvent(answer: RefreshAnswer, epoch: number, jitter: number): Event {
  switch (answer.is) {
    case 'rotated':
      return { type: 'refreshed', epoch, grant: answer.grant };
    case 'ended':
      return { type: 'session-ended', epoch, verdict: answer.verdict };
    case 'failed':
      return { type: 'refresh-failed', epoch, failure: answer.failure, jitter };
  }
}

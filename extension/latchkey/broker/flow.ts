import { LatchkeyError } from '../protocol/errors.ts';
import type { Backend, ClaimOutcome } from './backend.ts';
import { canLast, cookieNotKept, explained } from './keeping.ts';
import { findLostSignIn } from './lost-answer.ts';
import { notSupported } from './not-supported.ts';
import type { Clock, SignInTabs } from './ports.ts';
import type { Refresh } from './refresh.ts';
import type { SerialQueue } from './serial-queue.ts';
import type { Flow } from './session/flow.ts';
import type { SessionStore } from './session/store.ts';

/** Signing in on a page of the server, in a tab. The flow is in the store, so that it outlives whoever began it. */
export interface SignInFlow {
  /**
   * Begins one and opens its tab, or opens the tab of the one that waits for the same way.
   * @throws LatchkeyError `refused`, `offline`, `server-unavailable`, `key-store-unavailable`, `cookie-not-kept`,
   * `too-many-cookies`
   */
  begin(way: string | null): Promise<void>;
  /** Asks whether the person has agreed meanwhile. Never rejects; one question at a time. */
  claim(): Promise<void>;
  /** Gives the one that waits up. Never rejects. */
  cancel(): Promise<void>;
  /** A tab shows this address: the page where a flow ends is worth a question at once. */
  tabArrived(url: string): void;
  /** A tab was closed: without its page a flow can only have been agreed to before. */
  tabClosed(tabId: number): void;
}

export function createSignInFlow(
  store: SessionStore,
  backend: Backend,
  refresh: Refresh,
  endTheLast: () => Promise<void>,
  enqueue: SerialQueue,
  clock: Clock,
  tabs: SignInTabs,
): SignInFlow {
  const { flow: flows } = backend;
  let queued: Promise<void> | null = null;
  let stopWaiting: () => void = () => {};

  const pending = (): Flow | null => store.read().flow;

  async function openTab({ id, url }: Flow): Promise<void> {
    const tabId = await tabs.open(url);
    if (tabId !== null) await store.apply({ type: 'flow-shown', id, tabId });
  }

  /** @returns what has come of it, `null` where there was nothing to ask. */
  async function ask(): Promise<ClaimOutcome | null> {
    const flow = pending();
    if (flow === null || !flows) return null;
    const { epoch } = store.read();
    const outcome = await flows.claim(flow);
    if ((await store.overtaken(epoch)) || pending()?.id !== flow.id) return null;
    switch (outcome.type) {
      case 'authenticated':
        await store.apply(
          (await canLast(backend, outcome.grant))
            ? { type: 'signed-in', epoch, grant: outcome.grant }
            : { type: 'flow-ended', id: flow.id, reason: 'cookie-not-kept' },
        );
        break;
      case 'pending':
        break;
      case 'lost':
        await store.apply({ type: 'flow-claim-lost', id: flow.id });
        break;
      case 'over':
        await end(flow, epoch, outcome.reason);
    }
    const isOver = outcome.type === 'authenticated' || outcome.type === 'over';
    if (isOver && flows.closesTab && flow.tabId !== null) await tabs.close(flow.tabId);
    return outcome;
  }

  async function end(flow: Flow, epoch: number, reason: 'denied' | 'expired' | 'closed'): Promise<void> {
    if (flow.claimLost) {
      const found = await findLostSignIn(backend, store, flow.begunAtMs);
      if (found.type === 'signed-in') return store.apply({ type: 'signed-in', epoch, grant: found.grant });
    }
    await store.apply({ type: 'flow-ended', id: flow.id, reason });
  }

  /** Joins a question that has not been asked yet; one under way may have been answered before the person agreed. */
  function claim(): Promise<void> {
    queued ??= enqueue(() => {
      queued = null;
      return ask();
    }).then(() => {
      stopWaiting();
      const flow = pending();
      if (flow !== null) stopWaiting = clock.after(flow.intervalMs, () => void claim());
    });
    return queued;
  }

  async function cancel(reason: 'cancelled' | 'closed' = 'cancelled'): Promise<void> {
    const flow = pending();
    if (flow === null) return;
    stopWaiting();
    await store.apply({ type: 'flow-ended', id: flow.id, reason });
    // In the queue, so that no claim of it is under way. What is lost here ends by itself in ten minutes.
    if (flows) await enqueue(() => flows.end(flow));
  }

  return {
    async begin(way) {
      if (!flows) throw notSupported('Signing in in a tab');
      const waiting = pending();
      if (waiting !== null && waiting.way === way && clock.now() < waiting.expiresAtMs)
        return openTab(waiting);
      await cancel();
      await endTheLast();
      refresh.abandon();
      const flow = await enqueue(async () => {
        // The page in the tab would only say that it was begun in another browser.
        if ((await backend.keeping?.()) === 'blocked') throw cookieNotKept();
        const begun = await flows.begin(way).catch(async (error) => {
          throw error instanceof LatchkeyError ? await explained(backend, error) : error;
        });
        await store.apply({ type: 'flow-begun', flow: begun });
        return begun;
      });
      await openTab(flow);
      stopWaiting = clock.after(flow.intervalMs, () => void claim());
    },
    claim,
    cancel: () => cancel(),
    tabArrived(url) {
      const flow = pending();
      if (flow === null || !flows?.endsAt(flow, url)) return;
      void store.apply({ type: 'flow-arrived', id: flow.id, url });
      void claim();
    },
    async tabClosed(tabId) {
      if (pending()?.tabId !== tabId) return;
      await claim();
      if (pending()?.tabId === tabId && !pending()?.claimLost) await cancel('closed');
    },
  };
}

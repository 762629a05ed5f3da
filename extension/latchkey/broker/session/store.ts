import type { Ports } from '../ports.ts';
import {
  type BrokerState,
  type PersistedState,
  parsePersisted,
  persistedPart,
  restore,
  sessionScopedPart,
  view,
} from './state.ts';
import { type SessionEvent, transition } from './transition.ts';

/** The one holder of the session's state: in memory, in both record stores, and in every context's view. */
export interface SessionStore {
  /** Resolves when what the last worker knew has been read; nothing else is to be used before. */
  readonly ready: Promise<void>;
  read(): BrokerState;
  /** The new state holds at once; the promise resolves when it is stored. */
  apply(event: SessionEvent): Promise<void>;
  /** Whether somebody signed in or out since `epoch`, also by way of the storage. If so, their state holds now. */
  overtaken(epoch: number): Promise<boolean>;
}

export function createSessionStore(
  ports: Pick<Ports, 'clock' | 'persisted' | 'sessionScoped' | 'alarm' | 'publish' | 'signInTabs'>,
): SessionStore {
  const { clock, persisted, sessionScoped, alarm, publish, signInTabs } = ports;
  let state = restore(null, null);

  const ready = Promise.allSettled([persisted.load(), sessionScoped.load()]).then(([ofBrowser, ofWorker]) => {
    // A storage that fails is as good as an empty one: the server knows the rest.
    state = restore(
      ofBrowser.status === 'fulfilled' ? ofBrowser.value : null,
      ofWorker.status === 'fulfilled' ? ofWorker.value : null,
    );
    if (isUnfinished(state)) void setAlarm();
    if (state.flow === null) signInTabs.ignore();
  });

  /** The alarm is a help and no more: without one the next call goes on with what is unfinished. */
  function setAlarm(): Promise<void> {
    return (isUnfinished(state) ? alarm.ensure() : alarm.clear()).catch(() => {});
  }

  /** Both writes start at once and in the order of the changes; the epoch in each tells which belong together. */
  async function save(before: BrokerState): Promise<void> {
    const writes: Promise<void>[] = [];
    if (!same(persistedPart(before), persistedPart(state))) writes.push(persisted.save(persistedPart(state)));
    if (!same(sessionScopedPart(before), sessionScopedPart(state)))
      writes.push(sessionScoped.save(sessionScopedPart(state)));
    // What can not be stored still holds in memory, and the server knows it after the worker's death.
    await Promise.allSettled(writes);
  }

  async function apply(event: SessionEvent): Promise<void> {
    const before = state;
    state = transition(before, event, clock.now());
    if (state === before) return;
    if (state.version !== before.version) publish(view(state));
    if (isUnfinished(state) && !isUnfinished(before)) void setAlarm();
    if (state.flow && !before.flow) signInTabs.watch();
    await save(before);
    // Only now: a worker that died before it was stored would leave the next one asleep over what is unfinished.
    if (isUnfinished(before) && !isUnfinished(state)) void setAlarm();
    if (before.flow && !state.flow) signInTabs.ignore();
  }

  return {
    ready,
    read: () => state,
    apply,
    async overtaken(epoch) {
      const stored: PersistedState | null = parsePersisted(await persisted.load().catch(() => null));
      if (stored && stored.epoch > state.epoch) await apply({ type: 'overtaken', stored });
      return state.epoch !== epoch;
    },
  };
}

/** Whether something is left to do that no caller may ever ask for. */
const isUnfinished = ({ session, pendingSignOut, outage, flow }: BrokerState): boolean =>
  pendingSignOut !== null ||
  flow !== null ||
  session.status === 'unknown' ||
  (session.status === 'signed-in' && outage !== null);

const same = (one: object, other: object): boolean => JSON.stringify(one) === JSON.stringify(other);

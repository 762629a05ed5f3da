import type { Ports } from '../ports.ts';
import { type BrokerState, type Known, keptPart, knownPart, parseKnown, restore, view } from './state.ts';
import { type Event, step } from './transition.ts';

/** The one holder of the session's state: in memory, on both shelves, and in every context's view. */
export interface SessionStore {
  /** Resolves when what the last worker knew has been read; nothing else is to be used before. */
  readonly ready: Promise<void>;
  read(): BrokerState;
  /** The new state holds at once; the promise resolves when it is stored. */
  apply(event: Event): Promise<void>;
  /** Whether somebody signed in or out since `epoch`, also by way of the storage. If so, their state holds now. */
  overtaken(epoch: number): Promise<boolean>;
}

export function createSessionStore(
  ports: Pick<Ports, 'clock' | 'known' | 'kept' | 'alarm' | 'publish'>,
): SessionStore {
  const { clock, known, kept, alarm, publish } = ports;
  let state = restore(null, null);

  const ready = Promise.allSettled([known.load(), kept.load()]).then(([fromKnown, fromKept]) => {
    // A storage that fails is as good as an empty one: the server knows the rest.
    state = restore(
      fromKnown.status === 'fulfilled' ? fromKnown.value : null,
      fromKept.status === 'fulfilled' ? fromKept.value : null,
    );
    if (isUnfinished(state)) alarm.ensure();
  });

  /** Both writes start at once and in the order of the changes; the epoch in each tells which belong together. */
  async function save(before: BrokerState): Promise<void> {
    const writes: Promise<void>[] = [];
    if (!same(knownPart(before), knownPart(state))) writes.push(known.save(knownPart(state)));
    if (!same(keptPart(before), keptPart(state))) writes.push(kept.save(keptPart(state)));
    // What can not be stored still holds in memory, and the server knows it after the worker's death.
    await Promise.allSettled(writes);
  }

  async function apply(event: Event): Promise<void> {
    const before = state;
    state = step(before, event, clock.now());
    if (state === before) return;
    if (state.version !== before.version) publish(view(state));
    if (isUnfinished(state) !== isUnfinished(before)) isUnfinished(state) ? alarm.ensure() : alarm.clear();
    await save(before);
  }

  return {
    ready,
    read: () => state,
    apply,
    async overtaken(epoch) {
      const stored: Known | null = parseKnown(await known.load().catch(() => null));
      if (stored && stored.epoch > state.epoch) await apply({ type: 'overtaken', known: stored });
      return state.epoch !== epoch;
    },
  };
}

/** Whether something is left to do that no caller may ever ask for. */
const isUnfinished = ({ session, pendingSignOut, trouble }: BrokerState): boolean =>
  pendingSignOut !== null ||
  session.status === 'unknown' ||
  (session.status === 'signed-in' && trouble !== null);

const same = (one: object, other: object): boolean => JSON.stringify(one) === JSON.stringify(other);

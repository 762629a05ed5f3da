import type { Log } from '../observability/log.ts';
import type { Clock } from '../time/time.ts';
import type { Store } from './store.ts';

export interface SweepingDeps {
  readonly store: Pick<Store, 'sweep'>;
  readonly clock: Clock;
  /** Whether anything may be removed for its age. */
  readonly clockTrusted: () => boolean;
  readonly log: Pick<Log, 'error'>;
  readonly everyMs: number;
}

/** Removes what has expired, now and then, by a clock that can be believed. @returns what ends it */
export function startSweeping({ store, clock, clockTrusted, log, everyMs }: SweepingDeps): () => void {
  const sweeping = setInterval(() => {
    if (!clockTrusted()) return;
    store.sweep(clock()).catch((cause) => log.error({ err: cause }, 'the sweep failed'));
  }, everyMs);
  return () => clearInterval(sweeping);
}

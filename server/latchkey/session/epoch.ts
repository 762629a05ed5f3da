import { key } from '../storage/key.ts';
import type { Store } from '../storage/store.ts';
import type { SessionRecord } from './record.ts';

/**
 * How often everybody's sessions were ended at once. A session belongs to the epoch in which it began, so ending all
 * of them is one write, however many there are; and a number that only grows, so that no clock has a say in it.
 */
type EpochRecord = { readonly epoch: number };

const EPOCH = key('session-epoch');

/** What is announced when an epoch ends; no session has this id. */
export const EVERY_SESSION = '*';

export async function readEpoch(store: Pick<Store, 'get'>): Promise<number> {
  return (await store.get<EpochRecord>(EPOCH))?.epoch ?? 0;
}

/** Begins the next epoch: every session from before has ended. @throws {Problem} `storage_unavailable` */
export async function beginEpoch(store: Pick<Store, 'get' | 'compareAndSet'>): Promise<void> {
  const before = await store.get<EpochRecord>(EPOCH);
  const next: EpochRecord = { epoch: (before?.epoch ?? 0) + 1 };
  // Whoever comes second has had all sessions ended by the first.
  await store.compareAndSet(EPOCH, before, next, { expiresAt: null, publish: EVERY_SESSION });
}

/** The session as it is in this epoch: one that began in an earlier one was ended by the operator. */
export function inEpoch<T extends SessionRecord>(record: T, epoch: number): T {
  if (record.status !== 'active' || (record.epoch ?? 0) >= epoch) return record;
  return { ...record, status: 'admin' };
}

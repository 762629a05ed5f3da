import type { Store } from '../storage/store.ts';

export interface StorageCalls {
  /** Every call so far, by name. */
  readonly calls: readonly string[];
  /** Those that may have changed something. */
  readonly writes: readonly string[];
  /** How often somebody had to wait for the storage: calls that are under way together are one round trip. */
  readonly roundTrips: number;
  reset(): void;
}

const READS: ReadonlySet<string> = new Set(['get', 'getMany', 'members'] satisfies (keyof Store)[]);

/** Counts, from now on, what is asked of a storage. */
export function countCalls(store: Store): StorageCalls {
  let calls: string[] = [];
  let roundTrips = 0;
  let underWay = 0;

  const names = [
    'get',
    'getMany',
    'put',
    'compareAndSet',
    'claim',
    'remove',
    'addMember',
    'removeMember',
    'members',
  ] as const satisfies readonly (keyof Store)[];
  for (const name of names) {
    const ask = store[name] as (...args: unknown[]) => Promise<unknown>;
    Object.assign(store, {
      [name]: async (...args: unknown[]) => {
        calls.push(name);
        if (underWay === 0) roundTrips += 1;
        underWay += 1;
        try {
          return await ask(...args);
        } finally {
          underWay -= 1;
        }
      },
    });
  }
  return {
    get calls() {
      return calls;
    },
    get writes() {
      return calls.filter((name) => !READS.has(name));
    },
    get roundTrips() {
      return roundTrips;
    },
    reset() {
      calls = [];
      roundTrips = 0;
    },
  };
}

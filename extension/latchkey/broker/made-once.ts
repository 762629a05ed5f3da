import type { Held } from './ports.ts';

/** What this installation makes for itself and keeps. */
export interface MadeOnce<T> {
  /** One load for all, so that two callers at once never make two. A failed load is tried again. */
  get(): Promise<T>;
  /** From now on this one is used. */
  use(stored: T): void;
}

/** It is stored before it is used: what died with the worker could never be used again. */
export function createMadeOnce<T>(store: Held<T>, make: () => Promise<T>): MadeOnce<T> {
  let loading: Promise<T> | null = null;

  async function loadOrMake(): Promise<T> {
    const stored = await store.load();
    if (stored !== null) return stored;
    const made = await make();
    await store.save(made);
    return made;
  }

  return {
    get() {
      loading ??= loadOrMake().catch((cause) => {
        loading = null;
        throw cause;
      });
      return loading;
    },
    use(stored) {
      loading = Promise.resolve(stored);
    },
  };
}

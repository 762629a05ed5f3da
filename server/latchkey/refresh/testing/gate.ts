import { AsyncLocalStorage } from 'node:async_hooks';
import type { Store } from '../../storage/store.ts';

/** What a request meets at its first write: its process dies before it, or right after it. */
export type Crash = 'before-write' | 'after-write';

/** The process that ran the request is gone; its client gets no answer. */
export class Crashed extends Error {}

const dying = new AsyncLocalStorage<Crash>();

/** Does a request's work in a process that dies at the first write. @throws {Crashed} */
export const crashing = <T>(crash: Crash, work: () => Promise<T>): Promise<T> => dying.run(crash, work);

/** A server's view of the storage, with a point before each call where others may come first. */
export function gated(store: Store, pass: () => Promise<void>): Store {
  return {
    ...store,
    async get(key) {
      await pass();
      return store.get(key);
    },
    async getMany(keys) {
      await pass();
      return store.getMany(keys);
    },
    async compareAndSet(key, expected, next, options) {
      await pass();
      const fate = dying.getStore();
      if (fate === 'before-write') throw new Crashed();
      const won = await store.compareAndSet(key, expected, next, options);
      if (fate === 'after-write') throw new Crashed();
      return won;
    },
  };
}

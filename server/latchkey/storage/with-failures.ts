import { AssertionError } from 'node:assert';
import { Problem } from '../errors/problem.ts';
import type { Store } from './store.ts';

/** What JavaScript throws at a mistake in a program. No driver reports a connection, a disk or a lock by these. */
const PROGRAMMING_FAULTS = [
  TypeError,
  RangeError,
  ReferenceError,
  SyntaxError,
  EvalError,
  URIError,
  AssertionError,
];

/**
 * Tells an outage from a mistake of ours, for all of a store at once: a client must never take an outage for a
 * verdict, and an operator must never take a bug for an outage.
 * @returns the same store, which throws {@link unavailable} where a driver has failed
 */
export function withFailures(store: Store): Store {
  return {
    get: (key) => store.get<never>(key).catch(unavailable),
    getMany: (keys) => store.getMany<never>(keys).catch(unavailable),
    put: (key, value, expiresAt) => store.put(key, value, expiresAt).catch(unavailable),
    compareAndSet: (key, expected, next, options) =>
      store.compareAndSet(key, expected, next, options).catch(unavailable),
    claim: (key, expiresAt) => store.claim(key, expiresAt).catch(unavailable),
    remove: (key) => store.remove(key).catch(unavailable),
    addMember: (key, member) => store.addMember(key, member).catch(unavailable),
    removeMember: (key, member) => store.removeMember(key, member).catch(unavailable),
    members: (key) => store.members(key).catch(unavailable),
    sweep: (now) => store.sweep(now).catch(unavailable),
    ping: () => store.ping().catch(unavailable),
    close: () => store.close(),
  };
}

/**
 * Throws what a failed call to a storage is for its caller.
 * @throws {Problem} `storage_unavailable`, with the failure as its cause, for a lost connection, a file that is locked
 * or can not be read or written, a full disk, a refusal by the storage
 * @throws the failure itself where it is a programming fault or a `Problem` already
 */
export function unavailable(failure: unknown): never {
  if (failure instanceof Problem || PROGRAMMING_FAULTS.some((fault) => failure instanceof fault))
    throw failure;
  throw new Problem('storage_unavailable', { cause: failure, retryAfterMs: 1_000 });
}

/**
 * For whoever brings a storage of their own: what it has to be, and the tests for it.
 * @module
 */

export {
  type CacheInvalidation,
  type InvalidationListener,
  LEASE_MS,
} from './storage/cache-invalidation.ts';
export { type StoragePromise, type StorageUnderTest, storageContract } from './storage/contract.ts';
export type { OpenOptions, OpenOwnStorage, OwnStorage } from './storage/driver.ts';
export { createLease, type Lease } from './storage/lease.ts';
export { singleProcess } from './storage/single-process.ts';
export type { Key, Store, Stored } from './storage/store.ts';
export { unavailable, withFailures } from './storage/with-failures.ts';

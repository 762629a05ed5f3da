import { hash } from 'node:crypto';
import { key } from '../storage/key.ts';
import type { Store } from '../storage/store.ts';
import { type Clock, type Millis, millis } from '../time/time.ts';
import { IAT_AHEAD_MS, PROOF_LIFE_MS } from './freshness.ts';

/** Remembers each proof for as long as it could be presented again (RFC 9449 section 11.1). */
export interface ReplayMemory {
  /** @returns true for the first to present this proof, false for everybody after. */
  firstUse(jkt: string, jti: string): Promise<boolean>;
  /**
   * Until when a proof without a nonce must be refused, since one from before a restart might come again
   * unnoticed.
   */
  readonly nonceRequiredUntil: Millis;
}

/** For several servers: the storage they share remembers. */
export function createSharedReplayMemory(store: Store, clock: Clock): ReplayMemory {
  return {
    nonceRequiredUntil: millis(0),
    firstUse: (jkt, jti) =>
      store.claim(key('proof', digest(jkt, jti, 'base64url').slice(0, 32)), millis(clock() + PROOF_LIFE_MS)),
  };
}

/**
 * For one server: a set in memory, so that a rotation costs no second durable write. It does not survive a
 * restart, so proofs from before it must not be acceptable after it: nonces are bound to the process by the
 * caller's secret, and a proof that only shows an `iat` is refused until every earlier one is too old.
 */
export function createLocalReplayMemory(clock: Clock): ReplayMemory {
  let young = new Set<string>();
  let old = new Set<string>();
  let turnedAt = clock();
  const startedAt = clock();

  return {
    nonceRequiredUntil: millis(startedAt + IAT_AHEAD_MS),
    async firstUse(jkt, jti) {
      const now = clock();
      if (Math.abs(now - turnedAt) >= PROOF_LIFE_MS) {
        old = young;
        young = new Set();
        turnedAt = now;
      }
      const id = digest(jkt, jti, 'binary');
      if (young.has(id) || old.has(id)) return false;
      young.add(id);
      return true;
    },
  };
}

/** Bounded, whatever the client put into its `jti`. @param encoding `binary` makes the shortest string */
const digest = (jkt: string, jti: string, encoding: 'base64url' | 'binary') =>
  hash('sha256', `${jkt}.${jti}`, encoding);

import type { Grant } from '../broker/session/grant.ts';
import { type BrokerState, restore } from '../broker/session/state.ts';

/** Tests of pure decisions count from here. */
export const START_MS = Date.UTC(2026, 0, 1);

/** What a refresh brings: five minutes of access. */
export function aGrant(generation = 2, sessionId = 's1', issuedAtMs = START_MS, lifeMs = 300_000): Grant {
  return {
    session: { status: 'signed-in', user: { id: 'u1', username: 'ada' }, sessionId, signedInAt: START_MS },
    token: {
      value: `token-${sessionId}-${generation}`,
      issuedAtMs,
      expiresAtMs: issuedAtMs + lifeMs,
    },
    receipt: `${generation}.mac`,
  };
}

export const unknown: BrokerState = restore(null, null);

/** Somebody who signed in at START_MS. */
export function signedIn(change: Partial<BrokerState> = {}): BrokerState {
  return { ...unknown, ...aGrant(1), epoch: 1, ...change };
}

import { type BrokerState, restore } from '../broker/session/state.ts';
import type { Grant } from '../broker/session/transition.ts';

/** Tests of pure decisions count from here. */
export const T0 = Date.UTC(2026, 0, 1);

/** What a refresh brings: five minutes of access. */
export function aGrant(generation = 2, sessionId = 's1', issuedAtMs = T0, lifeMs = 300_000): Grant {
  return {
    session: { status: 'signed-in', user: { id: 'u1', username: 'ada' }, sessionId, signedInAt: T0 },
    token: {
      value: `token-${sessionId}-${generation}`,
      generation,
      sessionId,
      issuedAtMs,
      expiresAtMs: issuedAtMs + lifeMs,
    },
    receipt: `${generation}.mac`,
  };
}

export const unknown: BrokerState = restore(null, null);

/** Somebody who signed in at T0. */
export function signedIn(change: Partial<BrokerState> = {}): BrokerState {
  return { ...unknown, ...aGrant(1), epoch: 1, ...change };
}

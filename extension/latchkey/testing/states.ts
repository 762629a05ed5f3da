import type { Grant } from '../broker/session/grant.ts';
import { type BrokerState, restore } from '../broker/session/state.ts';

/** Tests of pure decisions count from here. */
export const START_MS = Date.UTC(2026, 0, 1);

/** What a refresh brings: five minutes of access. */
export function aGrant(generation = 2, sessionId = 's1', issuedAtMs = START_MS, lifeMs = 300_000): Grant {
  return {
    user: { id: 'u1', username: 'ada' },
    session: { id: sessionId, signedInAtMs: START_MS },
    token: {
      value: `token-${sessionId}-${generation}`,
      issuedAtMs,
      expiresAtMs: issuedAtMs + lifeMs,
    },
    kept: `${generation}.mac`,
  };
}

export const unknown: BrokerState = restore(null, null);

/** Somebody who signed in at START_MS. */
export function signedIn(change: Partial<BrokerState> = {}): BrokerState {
  const { token, kept, user } = aGrant(1);
  const session = { status: 'signed-in', user, sessionId: 's1', signedInAt: START_MS } as const;
  return { ...unknown, token, kept, session, epoch: 1, ...change };
}

import type { Clock } from '../ports.ts';
import type { Refresh } from '../refresh.ts';
import { waitMs } from '../session/backoff.ts';
import { type AccessToken, ofAudience } from '../session/state.ts';
import type { SessionStore } from '../session/store.ts';
import { decideToken, outageError } from '../session/token-decision.ts';

/**
 * A token to call the API with.
 * @param refused the token that the API has just answered 401 for, or `null`.
 * @param audience for whom it is, where that is not the session's own token
 * @throws LatchkeyError `signed-out`, `offline` or `server-unavailable`, `refused` where there is none for this audience.
 */
export type GetAccessToken = (refused: string | null, audience?: string | null) => Promise<AccessToken>;

export function createGetAccessToken(store: SessionStore, refresh: Refresh, clock: Clock): GetAccessToken {
  return async (refused, audience = null) => {
    const decide = () => decideToken(ofAudience(store.read(), audience), refused, clock.now());
    const first = decide();
    const outcome = first.type === 'refresh' ? await refresh.run('awaited', audience) : null;
    if (outcome?.type === 'refresh-refused') throw outcome.error;

    const settled = first.type === 'refresh' ? decide() : first;
    if (settled.type === 'fail') throw settled.error;
    if (settled.type === 'use') {
      if (settled.refreshAhead) void refresh.run('ahead', audience);
      return settled.token;
    }
    const { token, outage } = ofAudience(store.read(), audience);
    // Just refreshed and expired already, by a clock or a lifetime that is wrong: the API decides.
    if (token && token.value !== refused && outcome?.type !== 'refresh-failed') return token;
    throw outageError(outage ?? { type: 'unavailable' }, waitMs(outage, clock.now()));
  };
}

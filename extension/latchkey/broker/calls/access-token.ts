import type { Clock } from '../ports.ts';
import type { Refresh } from '../refresh.ts';
import { waitMs } from '../session/backoff.ts';
import type { AccessToken } from '../session/state.ts';
import type { SessionStore } from '../session/store.ts';
import { decideToken, outageError } from '../session/token-decision.ts';

/**
 * A token to call the API with.
 * @param refused the token that the API has just answered 401 for, or `null`.
 * @throws LatchkeyError `signed-out`, `offline` or `server-unavailable`.
 */
export type GetAccessToken = (refused: string | null) => Promise<AccessToken>;

export function createGetAccessToken(store: SessionStore, refresh: Refresh, clock: Clock): GetAccessToken {
  return async (refused) => {
    const first = decideToken(store.read(), refused, clock.now());
    const outcome = first.type === 'refresh' ? await refresh.run('awaited') : null;

    const settled = first.type === 'refresh' ? decideToken(store.read(), refused, clock.now()) : first;
    if (settled.type === 'fail') throw settled.error;
    if (settled.type === 'use') {
      if (settled.refreshAhead) void refresh.run('ahead');
      return settled.token;
    }
    const { token, outage } = store.read();
    // Just refreshed and expired already, by a clock or a lifetime that is wrong: the API decides.
    if (token && token.value !== refused && outcome?.type !== 'refresh-failed') return token;
    throw outageError(outage ?? { type: 'unavailable' }, waitMs(outage, clock.now()));
  };
}

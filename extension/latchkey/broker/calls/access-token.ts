import type { Clock } from '../ports.ts';
import type { Refresh } from '../refresh.ts';
import { waitMs } from '../session/backoff.ts';
import type { AccessToken } from '../session/state.ts';
import type { SessionStore } from '../session/store.ts';
import { demand, troubleError } from '../session/token-decision.ts';
import { covers, type Generation } from '../session/token-generation.ts';

/**
 * A token to call the API with.
 * @param refused the generation that the API has just answered 401 for, or `null`.
 * @throws LatchkeyError `signed-out`, `offline` or `server-unavailable`.
 */
export type GetAccessToken = (refused: Generation | null) => Promise<AccessToken>;

export function createGetAccessToken(store: SessionStore, refresh: Refresh, clock: Clock): GetAccessToken {
  return async (refused) => {
    const first = demand(store.read(), refused, clock.now());
    const answer = first.do === 'refresh' ? await refresh.run(true) : null;

    const settled = first.do === 'refresh' ? demand(store.read(), refused, clock.now()) : first;
    if (settled.do === 'fail') throw settled.error;
    if (settled.do === 'use') {
      if (settled.refreshAhead) refresh.run(false);
      return settled.token;
    }
    const { token, trouble } = store.read();
    // Just refreshed and expired already, by a clock or a lifetime that is wrong: the API decides.
    if (token && !covers(refused, token) && answer?.is !== 'failed') return token;
    throw troubleError(trouble ?? { kind: 'unavailable' }, waitMs(trouble, clock.now()));
  };
}

import type { Context } from 'hono';
import { receiptOf } from '../../session/receipt.ts';
import type { SessionRecord } from '../../session/record.ts';
import { type Clock, toSeconds } from '../../time/time.ts';
import type { AccessTokens } from '../../tokens/access-token.ts';
import type { RefreshTokens } from '../../tokens/refresh-token.ts';
import { formatScope, scopes } from '../../tokens/scope.ts';
import type { RefreshCookie } from '../refresh-cookie.ts';
import type { TokenAnswer } from './token-response.ts';

export interface PairDeps {
  readonly accessTokens: AccessTokens;
  readonly refreshTokens: RefreshTokens;
  readonly cookie: RefreshCookie;
  readonly clock: Clock;
}

export type AnswerWithPair = <Status extends 200 | 201>(
  c: Context,
  record: SessionRecord,
  status: Status,
) => ReturnType<Context['json']>;

/** The one place that hands out tokens: the access token in the body, the refresh token in the cookie. */
export function pairAnswer({ accessTokens, refreshTokens, cookie, clock }: PairDeps): AnswerWithPair {
  return (c, record, status) => {
    const access = accessTokens.issue(record, scopes);
    cookie.write(c, refreshTokens.issue(record), record.absoluteUntil, clock());
    const body: TokenAnswer = {
      access_token: access.token,
      token_type: 'Bearer',
      expires_in: access.expiresInSeconds,
      scope: formatScope(scopes),
      user: { id: record.uid, username: record.username },
      session_id: record.sid,
      signed_in_at: toSeconds(record.createdAt),
      receipt: receiptOf(record, record.gen),
    };
    return c.json(body, status);
  };
}

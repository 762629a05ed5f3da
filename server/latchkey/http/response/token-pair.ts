import type { Context } from 'hono';
import { receiptOf } from '../../session/receipt.ts';
import type { SessionRecord } from '../../session/record.ts';
import { type Clock, toSeconds } from '../../time/time.ts';
import type { AccessTokens } from '../../tokens/access-token.ts';
import type { RefreshTokens } from '../../tokens/refresh-token.ts';
import { formatScope, type Scopes } from '../../tokens/scope.ts';
import type { RefreshCookie } from '../response/refresh-cookie.ts';
import type { TokenResponse } from './token-response.ts';

export interface TokenResponderDeps {
  readonly accessTokens: AccessTokens;
  readonly refreshTokens: RefreshTokens;
  readonly cookie: RefreshCookie;
  readonly clock: Clock;
  readonly scopes: Scopes;
}

export type RespondWithTokens = <Status extends 200 | 201>(
  c: Context,
  record: SessionRecord,
  status: Status,
  /** Whether the session came from a cookie of the former name, which is removed then. */
  renamed?: boolean,
) => ReturnType<Context['json']>;

/** The one place that hands out tokens: the access token in the body, the refresh token in the cookie. */
export function createTokenResponder({
  accessTokens,
  refreshTokens,
  cookie,
  clock,
  scopes,
}: TokenResponderDeps): RespondWithTokens {
  return (c, record, status, renamed) => {
    const granted = scopes.of(record.scopes);
    const access = accessTokens.issue(record, granted);
    cookie.write(c, refreshTokens.issue(record), record.absoluteUntil, clock(), renamed);
    const body: TokenResponse = {
      access_token: access.token,
      token_type: 'Bearer',
      expires_in: access.expiresInSeconds,
      scope: formatScope(granted),
      user: { id: record.uid, username: record.username },
      session_id: record.sid,
      signed_in_at: toSeconds(record.createdAt),
      receipt: receiptOf(record, record.gen),
    };
    return c.json(body, status);
  };
}

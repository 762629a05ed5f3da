import type { Context } from 'hono';
import type { RefreshClaims, RefreshTokens } from '../../tokens/refresh-token.ts';
import type { RefreshCookie } from '../refresh-cookie.ts';

/** What a request shows in its `rt` cookies. */
export type ShownTokens =
  | { readonly type: 'genuine'; readonly claims: readonly RefreshClaims[] }
  | { readonly type: 'none' | 'invalid' | 'expired' };

/** More than anybody has of one name, unless to make work. */
const LOOKED_AT = 4;

/**
 * The refresh tokens in a request, those that are of this server. There can be several cookies of the name: another
 * port of the same host and a neighbouring subdomain can set one too, and it may even come first (RFC 6265bis
 * section 8.6, weak integrity). So none of them stands for the others.
 */
export async function shownTokens(
  deps: { readonly cookie: RefreshCookie; readonly refreshTokens: RefreshTokens },
  c: Context,
): Promise<ShownTokens> {
  const tokens = deps.cookie.read(c).slice(0, LOOKED_AT);
  if (tokens.length === 0) return { type: 'none' };
  const verdicts = await Promise.all(tokens.map((token) => deps.refreshTokens.verify(token)));
  const claims = verdicts.filter((verdict) => typeof verdict !== 'string');
  if (claims.length > 0) return { type: 'genuine', claims };
  return { type: verdicts.includes('expired') ? 'expired' : 'invalid' };
}

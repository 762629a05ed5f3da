import type { Context } from 'hono';
import type { RefreshClaims, RefreshTokens } from '../../tokens/refresh-token.ts';

/** What a request shows in its refresh cookies. */
export type PresentedTokens =
  | { readonly type: 'genuine'; readonly claims: readonly RefreshClaims[] }
  | { readonly type: 'none' | 'invalid' | 'expired' };

/** More than anybody has of one name, unless to make work. */
const LOOKED_AT = 4;

/**
 * The refresh tokens in a request, those that are of this server. There can be several cookies of the name: another
 * port of the same host and a neighbouring subdomain can set one too, and it may even come first (RFC 6265bis
 * section 8.6, weak integrity). So none of them stands for the others.
 */
export async function readRefreshTokens(
  deps: { readonly cookie: { readonly name: string }; readonly refreshTokens: RefreshTokens },
  c: Context,
): Promise<PresentedTokens> {
  const tokens = cookieValues(c.req.header('Cookie') ?? '', deps.cookie.name).slice(0, LOOKED_AT);
  if (tokens.length === 0) return { type: 'none' };
  const verdicts = await Promise.all(tokens.map((token) => deps.refreshTokens.verify(token)));
  const claims: RefreshClaims[] = [];
  for (const verdict of verdicts) if (verdict.type === 'valid') claims.push(verdict.claims);
  if (claims.length > 0) return { type: 'genuine', claims };
  return { type: verdicts.some(({ type }) => type === 'expired') ? 'expired' : 'invalid' };
}

/** RFC 6265 section 4.2.1. `hono/cookie` gives one value for a name, and there may be several cookies of it. */
function cookieValues(header: string, name: string): string[] {
  const cookies = header.split(';').map((pair) => pair.trim());
  return cookies
    .filter((cookie) => cookie.startsWith(`${name}=`))
    .map((cookie) => cookie.slice(name.length + 1));
}

import type { Context } from 'hono';
import type { RefreshClaims, RefreshTokens } from '../../tokens/refresh-token.ts';
import type { RefreshCookie } from '../response/refresh-cookie.ts';

/** What a request shows in its refresh cookies. */
export type PresentedTokens =
  | { readonly type: 'genuine'; readonly tokens: readonly PresentedToken[] }
  | { readonly type: 'none' | 'invalid' | 'expired' };

export interface PresentedToken {
  readonly claims: RefreshClaims;
  /** From a cookie of the former name: it may be another extension's, and stands for this one only with its key. */
  readonly former: boolean;
}

/**
 * The refresh tokens in a request, those that are of this server. There can be several cookies of the name: another
 * port of the same host and a neighbouring subdomain can set one too, and it may even come first (RFC 6265bis
 * section 8.6, weak integrity). So none of them stands for the others, and all are looked at: the limit on headers is
 * one on them.
 */
export async function readRefreshTokens(
  deps: {
    readonly cookie: Pick<RefreshCookie, 'name' | 'formerName'>;
    readonly refreshTokens: RefreshTokens;
  },
  c: Context,
): Promise<PresentedTokens> {
  const cookies = (c.req.header('Cookie') ?? '').split(';').map((pair) => pair.trim());
  const own = cookieValues(cookies, deps.cookie.name(c));
  const former = cookieValues(cookies, deps.cookie.formerName);
  const verdicts = await Promise.all([...own, ...former].map((token) => deps.refreshTokens.verify(token)));
  const tokens: PresentedToken[] = [];
  for (const [index, verdict] of verdicts.entries())
    if (verdict.type === 'valid') tokens.push({ claims: verdict.claims, former: index >= own.length });
  if (tokens.length > 0) return { type: 'genuine', tokens };
  if (own.length === 0) return { type: 'none' };
  const expired = verdicts.slice(0, own.length).some(({ type }) => type === 'expired');
  return { type: expired ? 'expired' : 'invalid' };
}

/**
 * RFC 6265 section 4.2.1. `hono/cookie` gives one value for a name, and there may be several cookies of it. One that is
 * repeated says nothing new, and is looked at once: a header has room for thousands.
 */
function cookieValues(cookies: readonly string[], name: string): string[] {
  const values = cookies
    .filter((cookie) => cookie.startsWith(`${name}=`))
    .map((cookie) => cookie.slice(name.length + 1));
  return [...new Set(values)];
}

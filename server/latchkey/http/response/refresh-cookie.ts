import { hash } from 'node:crypto';
import type { Context } from 'hono';
import { deleteCookie, generateCookie } from 'hono/cookie';
import type { CookieOptions } from 'hono/utils/cookie';
import { type Millis, millis, toSeconds } from '../../time/time.ts';
import type { PublicPaths } from '../request/public-path.ts';
import { requestHeader } from '../request/request-header.ts';
import { addHeaders } from './early-headers.ts';

/** Nothing but the auth routes ever sees the cookie. */
const PATH = '/auth';

export interface RefreshCookie {
  /** The name for the extension that makes the request. */
  name(c: Context): string;
  /** What it was called for every server and every extension; still read, for one release. */
  readonly formerName: string;
  /** Sets it until `expiresAt`. @param renamed removes the one of the former name, from which the session came */
  write(c: Context, token: string, expiresAt: Millis, now: Millis, renamed?: boolean): void;
  clear(c: Context, renamed?: boolean): void;
}

/** Over https the prefix makes browsers hold to `Secure` (RFC 6265bis section 4.1.3.1). */
const formerName = (publicUrl: string): string => (publicUrl.startsWith('https:') ? '__Secure-rt' : 'rt');

/**
 * Cookies know no ports, and all extensions of a profile share one jar: without a name for each pair of server and
 * extension, one's sign-in would throw out the other's session.
 * @param extension its origin
 */
export function refreshCookieName(publicUrl: string, extension: string): string {
  const pair = hash('sha256', JSON.stringify([publicUrl, extension]), 'base64url');
  return `${formerName(publicUrl)}-${pair.slice(0, 10)}`;
}

/**
 * The `rt` cookie. Host-only, HttpOnly, SameSite=Strict, and Secure always: browsers accept a Secure cookie
 * from http://localhost. Over https its name says so too (RFC 6265bis section 4.1.3.1); `__Host-` would demand
 * Path=/, which would hand the cookie to every route.
 */
export function createRefreshCookie(
  publicUrl: string,
  publicPaths: Pick<PublicPaths, 'prefix'>,
): RefreshCookie {
  const former = formerName(publicUrl);
  const attributes = (c: Context) =>
    ({
      path: publicPaths.prefix(c) + PATH,
      httpOnly: true,
      secure: true,
      sameSite: 'Strict',
    }) satisfies CookieOptions;

  /** Requests that get here have an `Origin`, and it is on the list of those that may. */
  const name = (c: Context) => nameFor(requestHeader(c, 'origin') ?? '');
  /** Nearly every request is of the same extension. */
  let last: { readonly origin: string; readonly name: string } | undefined;
  function nameFor(origin: string): string {
    if (last?.origin !== origin) last = { origin, name: refreshCookieName(publicUrl, origin) };
    return last.name;
  }

  /** The attributes as Hono writes them, which checks each time what is the same each time. */
  let lastWritten: { readonly path: string; readonly text: string } | undefined;
  function written(c: Context): string {
    const given = attributes(c);
    if (lastWritten?.path !== given.path) {
      lastWritten = { path: given.path, text: generateCookie('rt', '', given).slice('rt='.length) };
    }
    return lastWritten.text;
  }

  return {
    name,
    formerName: former,
    write(c, token, expiresAt, now, renamed = false) {
      const cookie = `${name(c)}=${token}; Max-Age=${maxAge(expiresAt, now)}${written(c)}`;
      if (!renamed) return addHeaders(c, { 'set-cookie': cookie });
      c.header('Set-Cookie', cookie, { append: true });
      deleteCookie(c, former, attributes(c));
    },
    clear(c, renamed = false) {
      deleteCookie(c, name(c), attributes(c));
      if (renamed) deleteCookie(c, former, attributes(c));
    },
  };
}

/** In seconds. Browsers keep no cookie for longer than 400 days (RFC 6265bis section 5.5); each refresh sets it anew. */
function maxAge(expiresAt: Millis, now: Millis): number {
  return Math.min(Math.max(0, toSeconds(millis(expiresAt - now))), 400 * 86_400);
}

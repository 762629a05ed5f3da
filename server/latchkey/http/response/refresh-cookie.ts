import type { Context } from 'hono';
import { deleteCookie, generateCookie } from 'hono/cookie';
import type { CookieOptions } from 'hono/utils/cookie';
import { type Millis, millis, toSeconds } from '../../time/time.ts';
import { addHeaders } from './early-headers.ts';

/** Nothing but the auth routes ever sees the cookie. */
const PATH = '/auth';

export interface RefreshCookie {
  readonly name: string;
  /** Sets it until `expiresAt`. */
  write(c: Context, token: string, expiresAt: Millis, now: Millis): void;
  clear(c: Context): void;
}

/** Over https the prefix makes browsers hold to `Secure` (RFC 6265bis section 4.1.3.1). */
export const refreshCookieName = (publicUrl: string): string =>
  publicUrl.startsWith('https:') ? '__Secure-rt' : 'rt';

/**
 * The `rt` cookie. Host-only, HttpOnly, SameSite=Strict, and Secure always: browsers accept a Secure cookie
 * from http://localhost. Over https its name says so too (RFC 6265bis section 4.1.3.1); `__Host-` would demand
 * Path=/, which would hand the cookie to every route.
 */
export function createRefreshCookie(publicUrl: string): RefreshCookie {
  const name = refreshCookieName(publicUrl);
  const attributes = { path: PATH, httpOnly: true, secure: true, sameSite: 'Strict' } satisfies CookieOptions;

  return {
    name,
    write(c, token, expiresAt, now) {
      addHeaders(c, {
        'set-cookie': generateCookie(name, token, { ...attributes, maxAge: maxAge(expiresAt, now) }),
      });
    },
    clear: (c) => void deleteCookie(c, name, attributes),
  };
}

/** In seconds. Browsers keep no cookie for longer than 400 days (RFC 6265bis section 5.5); each refresh sets it anew. */
function maxAge(expiresAt: Millis, now: Millis): number {
  return Math.min(Math.max(0, toSeconds(millis(expiresAt - now))), 400 * 86_400);
}

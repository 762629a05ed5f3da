import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { CookieOptions } from 'hono/utils/cookie';
import { type Millis, millis, toSeconds } from '../time/time.ts';

/** Nothing but the auth routes ever sees the cookie. */
const PATH = '/auth';

export interface RefreshCookie {
  read(c: Context): string | undefined;
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
export function refreshCookie(publicUrl: string): RefreshCookie {
  const name = refreshCookieName(publicUrl);
  const attributes = { path: PATH, httpOnly: true, secure: true, sameSite: 'Strict' } satisfies CookieOptions;

  return {
    read: (c) => getCookie(c, name),
    write(c, token, expiresAt, now) {
      setCookie(c, name, token, { ...attributes, maxAge: Math.max(0, toSeconds(millis(expiresAt - now))) });
    },
    clear: (c) => void deleteCookie(c, name, attributes),
  };
}

import { Hono } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import * as v from 'valibot';
import type { RefreshTokens } from '../../tokens/refresh-token.ts';
import { describe } from '../openapi/describe.ts';
import type { PublicPaths } from '../request/public-path.ts';
import { requireJson } from '../request/read-json.ts';
import { readRefreshTokens } from '../request/refresh-tokens.ts';
import type { RefreshCookie } from '../response/refresh-cookie.ts';

export interface CookieCheckRouteDeps {
  readonly cookie: RefreshCookie;
  readonly refreshTokens: RefreshTokens;
  readonly publicPaths: Pick<PublicPaths, 'of'>;
}

const PATH = '/auth/cookie-check';
/** Long enough for the second call, which comes at once. */
const PROBE_SECONDS = 60;

const cookieCheckSchema = v.object({
  session: v.pipe(v.boolean(), v.description('Whether a refresh cookie of this server came along')),
  probe: v.pipe(
    v.boolean(),
    v.description('Whether the cookie came along that the last answer of this route has set'),
  ),
});

/**
 * What `POST /auth/cookie-check` is answered with.
 * @interface
 */
export type CookieCheckResponse = v.InferOutput<typeof cookieCheckSchema>;

/**
 * POST /auth/cookie-check: whether this browser keeps cookies for this server, so that who signs in is told at once
 * when the session could not last. Asks the storage nothing and changes no session.
 */
export function cookieCheckRoute(deps: CookieCheckRouteDeps) {
  return new Hono().post(
    PATH,
    describe({
      tag: 'Session',
      summary: 'Which cookies came along',
      description:
        'Sets a cookie of its own for a minute: a second call tells whether the browser keeps any.',
      success: { status: 200, description: 'What came along', schema: cookieCheckSchema, cookie: true },
      problems: ['unsupported_media_type', 'origin_not_allowed'],
    }),
    async (c) => {
      requireJson(c);
      // Under a name of its own: nobody is to take it for the session's.
      const name = deps.cookie.name(c).replace('rt-', 'probe-');
      const probe = getCookie(c, name) !== undefined;
      const { type } = await readRefreshTokens(deps, c);
      setCookie(c, name, '1', {
        path: deps.publicPaths.of(c),
        httpOnly: true,
        secure: true,
        sameSite: 'Strict',
        maxAge: PROBE_SECONDS,
      });
      return c.json({ session: type === 'genuine', probe });
    },
  );
}

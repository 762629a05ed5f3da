import type { Context, MiddlewareHandler } from 'hono';
import { allowsOrigin } from '../../config/extension-origins.ts';
import { Problem } from '../../errors/problem.ts';
import { INTROSPECT } from '../routes/introspect.ts';

/** RFC 9110 section 9.2.1 */
const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Whether {@link requireExtensionOrigin} asks a request of this method for its `Origin`. */
export const needsOrigin = (method: string): boolean => !SAFE_METHODS.has(method);

/** Whether {@link requireExtensionOrigin} stands in front of a route. Services introspect, and no browser. */
export const isForExtensions = (path: string): boolean => path.startsWith('/auth/') && path !== INTROSPECT;

/**
 * What browsers say of a request that a page of another origin makes (W3C Fetch Metadata). For an extension with
 * the host permission Chromium says `none` and Firefox `same-origin`.
 */
const FROM_ANOTHER_PAGE: ReadonlySet<string | undefined> = new Set(['cross-site', 'same-site']);

/**
 * Who may change anything under /auth: the extensions on the allow-list. Browsers set `Origin` themselves, and
 * the routes take nothing but JSON, which can not be sent across origins without a preflight that nobody else is
 * granted (RFC 10017's CSRF demand; ASVS 5.0, 3.5.1 to 3.5.3). A page of another origin may not even ask: it could not read the answer,
 * but it would spend what its visitor's address may ask for before signing in.
 * @param onRefused is told of each, for whoever wonders why an extension can not sign in
 */
export function requireExtensionOrigin(
  allowed: readonly string[],
  onRefused: (c: Context, origin: string | null) => Promise<void>,
): MiddlewareHandler {
  async function refuse(c: Context, detail: string): Promise<never> {
    await onRefused(c, c.req.header('Origin') ?? null);
    throw new Problem('origin_not_allowed', { detail });
  }

  return function extensionOriginGuard(c, next) {
    if (needsOrigin(c.req.method)) {
      const origin = c.req.header('Origin');
      if (origin === undefined || !allowsOrigin(allowed, origin)) {
        return refuse(
          c,
          `The Origin ${origin ?? '(none)'} is not on the allow-list (LATCHKEY_EXTENSION_ORIGINS).`,
        );
      }
    }
    if (FROM_ANOTHER_PAGE.has(c.req.header('Sec-Fetch-Site'))) {
      return refuse(c, 'A page of another origin has no business here.');
    }
    return next();
  };
}

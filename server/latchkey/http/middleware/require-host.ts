import type { MiddlewareHandler } from 'hono';
import { Problem } from '../../errors/problem.ts';
import { requestHeader } from '../request/request-header.ts';
import { isRequestedHost } from '../request/requested-host.ts';

/** They say nothing that is worth a secret, and whoever checks a server's health names it in ways of their own. */
const FOR_ANYBODY: ReadonlySet<string> = new Set(['/healthz', '/readyz']);

/** Whether a route answers under whatever name it is asked. */
export const isForAnyHost = (path: string): boolean => FOR_ANYBODY.has(path);

/**
 * 421 for a request that names another host (RFC 9110 section 15.5.20): a page whose name was made to lead here would
 * else be of the server's own origin, and read what is for those inside or spend what its visitor may ask for.
 * @param more host names beside the public URL's
 */
export function requireHost(publicUrl: string, more: readonly string[]): MiddlewareHandler {
  const own = new Set([new URL(publicUrl).hostname, ...more]);
  /** Nearly every request names the same. */
  let known: string | undefined;
  return function hostGuard(c, next) {
    const host = requestHeader(c, 'host') ?? new URL(c.req.url).host;
    const target: string = c.env?.incoming?.url ?? '/';
    if (host === known && target.startsWith('/')) return next();
    if (isRequestedHost(host, own) && isRequestedHost(hostOf(target) ?? host, own)) known = host;
    else if (!isForAnyHost(c.req.path)) {
      throw new Problem('misdirected_request', {
        detail: 'This server is not asked for under that name (LATCHKEY_PUBLIC_URL, LATCHKEY_HOSTS).',
      });
    }
    return next();
  };
}

/** The host that a target in absolute form names, which counts more than the header (RFC 9112 section 3.2.2). */
function hostOf(target: string): string | undefined {
  return target.startsWith('/') || !URL.canParse(target) ? undefined : new URL(target).host;
}

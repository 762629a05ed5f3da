import type { MiddlewareHandler } from 'hono';
import { routePath } from 'hono/route';
import type { Log } from '../observability/log.ts';
import type { ObserveResponse } from '../observability/metrics.ts';
import { addCommonHeaders, type CommonHeaders } from './common-headers.ts';
import type { ServerEnv } from './env.ts';

export interface EnvelopeDeps {
  readonly headers: CommonHeaders;
  readonly requestId: (given: string | undefined) => string;
  readonly observe: ObserveResponse;
  readonly log: Log;
}

/** The route of a request that no handler was found for: only middlewares, which are mounted everywhere, matched. */
const NO_ROUTE = '/*';

/**
 * What goes around every request: an id, the headers all responses share, the time it took. One middleware, since
 * each of its own costs every request.
 */
export function envelope({ headers, requestId, observe, log }: EnvelopeDeps): MiddlewareHandler<ServerEnv> {
  return async function envelope(c, next) {
    const startedAt = performance.now();
    const id = requestId(c.req.header('X-Request-Id'));
    c.set('requestId', id);
    addCommonHeaders(c, headers);
    addCommonHeaders(c, { 'x-request-id': id });
    await next();
    const route = routePath(c, -1);
    const milliseconds = performance.now() - startedAt;
    observe(c.req.method, route === NO_ROUTE ? 'none' : route, c.res.status, milliseconds / 1000);
    if (log.isLevelEnabled('debug')) {
      log.debug(
        { id, method: c.req.method, route, status: c.res.status, ms: Math.round(milliseconds) },
        'answered',
      );
    }
  };
}

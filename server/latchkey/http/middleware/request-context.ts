import type { MiddlewareHandler } from 'hono';
import { routePath } from 'hono/route';
import type { LatencyHistogram } from '../../observability/latency-histogram.ts';
import type { Log } from '../../observability/log.ts';
import { afterwards } from '../in-one-call.ts';
import { requestHeader } from '../request/request-header.ts';
import type { ServerEnv } from '../request/request-id.ts';
import { addHeaders, type PlainHeaders } from '../response/early-headers.ts';

export interface RequestContextDeps {
  /** What every answer carries. */
  readonly headers: PlainHeaders;
  readonly requestId: (given: string | undefined) => string;
  readonly responses: Pick<LatencyHistogram, 'answered'>;
  readonly log: Log;
}

/** The route of a request that no handler was found for: only what is there for everything matched. */
const NO_ROUTE = '/*';

/**
 * What goes around every request: an id, the headers all responses share, the time it took. One middleware, since
 * each of its own costs every request. An id that the request has from the app around is kept.
 */
export function requestContext({
  headers,
  requestId,
  responses,
  log,
}: RequestContextDeps): MiddlewareHandler<ServerEnv> {
  const debugging = log.isLevelEnabled('debug');
  return function requestContext(c, next) {
    const startedAt = performance.now();
    const before: string | undefined = c.get('requestId');
    const id = before ?? requestId(requestHeader(c, 'x-request-id'));
    if (before === undefined) c.set('requestId', id);
    addHeaders(c, { ...headers, 'x-request-id': id });
    return afterwards(next(), () => {
      const route = routePath(c, -1);
      const milliseconds = performance.now() - startedAt;
      responses.answered(
        c.req.method,
        route === NO_ROUTE ? 'none' : route,
        c.res.status,
        milliseconds / 1000,
      );
      if (debugging) {
        log.debug(
          { id, method: c.req.method, route, status: c.res.status, ms: Math.round(milliseconds) },
          'answered',
        );
      }
    });
  };
}

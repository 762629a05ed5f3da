import { Hono } from 'hono';
import * as v from 'valibot';
import { Problem } from '../../errors/problem.ts';
import type { Store } from '../../storage/store.ts';
import { describe } from '../openapi/describe.ts';

export interface HealthRouteDeps {
  readonly store: Pick<Store, 'ping'>;
  /** Whether a stop has begun. */
  readonly isStopping: () => boolean;
}

const tag = 'Operation';

/** GET /healthz and /readyz: whether the process lives, and whether it can serve. */
export function healthRoute({ store, isStopping }: HealthRouteDeps) {
  return new Hono()
    .get(
      '/healthz',
      describe({
        tag,
        summary: 'Whether the process is alive',
        success: { status: 200, description: 'It is', schema: v.object({ status: v.literal('alive') }) },
      }),
      (c) => c.json({ status: 'alive' as const }),
    )
    .get(
      '/readyz',
      describe({
        tag,
        summary: 'Whether requests can be served',
        success: {
          status: 200,
          description: 'The storage answers',
          schema: v.object({ status: v.literal('ready') }),
        },
        problems: ['storage_unavailable', 'stopping'],
      }),
      async (c) => {
        if (isStopping()) throw new Problem('stopping', { retryAfterMs: 1_000 });
        await store.ping();
        return c.json({ status: 'ready' as const });
      },
    );
}

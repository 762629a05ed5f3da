import { type Context, Hono } from 'hono';
import type { Registry } from 'prom-client';
import { Problem } from '../../errors/problem.ts';
import type { Store } from '../../storage/store.ts';
import { describe } from '../openapi/describe.ts';
import { isFromPrivateNetwork } from '../request/private-network.ts';

export interface HealthRouteDeps {
  readonly store: Pick<Store, 'ping'>;
  readonly registry: Registry;
}

const tag = 'Operation';

/** Whether the process lives, whether it can serve, and its figures. */
export function healthRoute({ store, registry }: HealthRouteDeps) {
  return new Hono()
    .get(
      '/healthz',
      describe({
        tag,
        summary: 'Whether the process is alive',
        success: { status: 200, description: 'It is' },
      }),
      (c) => c.json({ status: 'alive' as const }),
    )
    .get(
      '/readyz',
      describe({
        tag,
        summary: 'Whether requests can be served',
        success: { status: 200, description: 'The storage answers' },
        problems: ['storage_unavailable'],
      }),
      async (c) => {
        await store.ping();
        return c.json({ status: 'ready' as const });
      },
    )
    .get(
      '/metrics',
      describe({
        tag,
        summary: 'Figures for Prometheus',
        description:
          'For those who ask straight from a loopback or private address; through a proxy, and for the public, there is none.',
        success: { status: 200, description: 'Prometheus text format' },
        problems: ['not_found'],
      }),
      async (c: Context) => {
        if (!isFromPrivateNetwork(c)) throw new Problem('not_found');
        return c.body(await registry.metrics(), 200, { 'Content-Type': registry.contentType });
      },
    );
}

import { type Context, Hono } from 'hono';
import type { Registry } from 'prom-client';
import * as v from 'valibot';
import { Problem } from '../../errors/problem.ts';
import { describe } from '../openapi/describe.ts';
import { isFromPrivateNetwork } from '../request/private-network.ts';

export interface MetricsRouteDeps {
  readonly registry: Registry;
}

/** GET /metrics: the figures of the process, for whoever asks straight from inside and for nobody else. */
export function metricsRoute({ registry }: MetricsRouteDeps) {
  return new Hono().get(
    '/metrics',
    describe({
      tag: 'Operation',
      summary: 'Figures for Prometheus',
      description:
        'For those who ask straight from a loopback or private address; through a proxy, and for the public, there is none.',
      success: {
        status: 200,
        description: 'Prometheus text format',
        type: 'text/plain',
        schema: v.string(),
      },
      problems: ['not_found'],
    }),
    async (c: Context) => {
      if (!isFromPrivateNetwork(c) || !isWrittenPlainly(c)) throw new Problem('not_found');
      return c.body(await registry.metrics(), 200, { 'Content-Type': registry.contentType });
    },
  );
}

/** A proxy that keeps `/metrics` from the public may not know that `/%6detrics` and `/x/../metrics` are the same. */
function isWrittenPlainly(c: Context): boolean {
  const target: string = c.env?.incoming?.url ?? c.req.path;
  return !/%|\/\.|\/\//.test(target.split('?', 1)[0] ?? '');
}

import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client';
import type { RefreshLabel } from '../session/observer.ts';

export type Metrics = ReturnType<typeof createMetrics>;

/**
 * The figures of one server, in a registry of their own: a process may run several, as tests do.
 * @param ofProcess adds memory, processor time, event loop lag and garbage collection.
 */
export function createMetrics({ ofProcess }: { readonly ofProcess: boolean }) {
  const registry = new Registry();
  const registers = [registry];
  if (ofProcess) collectDefaultMetrics({ register: registry });

  const refreshes = new Counter({
    name: 'latchkey_refresh_total',
    help: 'Refreshes by outcome',
    labelNames: ['outcome'],
    registers,
  });
  // A counter that appears with its first event hides that event from rate(): all outcomes are there from the start.
  for (const outcome of refreshOutcomes) refreshes.inc({ outcome }, 0);

  return {
    registry,
    refreshes,
    signIns: new Counter({
      name: 'latchkey_sign_in_total',
      help: 'Tries to sign in (login) and to make an account (register) by outcome',
      labelNames: ['action', 'outcome'],
      registers,
    }),
    sessionsEnded: new Counter({
      name: 'latchkey_session_ended_total',
      help: 'Sessions that ended, by reason; "reuse" is a stolen refresh token',
      labelNames: ['reason'],
      registers,
    }),
    failures: new Counter({
      name: 'latchkey_failure_total',
      help: 'Requests that failed by the fault of the server, by code',
      labelNames: ['code'],
      registers,
    }),
    responses: latencyHistogram(registry),
  };
}

const refreshOutcomes: readonly RefreshLabel[] = Object.keys({
  rotated: 0,
  healed: 0,
  replayed: 0,
  superseded: 0,
  reuse: 0,
  dead: 0,
  'key-mismatch': 0,
  'proof-refused': 0,
  unavailable: 0,
} satisfies Record<RefreshLabel, 0>) as RefreshLabel[];

export type ObserveResponse = (method: string, route: string, status: number, seconds: number) => void;

/** Looks labels up once for each route, method and status: every request passes here. */
function latencyHistogram(registry: Registry): ObserveResponse {
  const histogram = new Histogram({
    name: 'latchkey_http_request_duration_seconds',
    help: 'Time from the request to its answer',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  });
  const bound = new Map<string, Histogram.Internal<string>>();

  return (method, route, status, seconds) => {
    const name = `${method} ${status} ${route}`;
    let labelled = bound.get(name);
    if (labelled === undefined) {
      labelled = histogram.labels(method, route, String(status));
      bound.set(name, labelled);
    }
    labelled.observe(seconds);
  };
}

import { Counter, collectDefaultMetrics, Registry } from 'prom-client';
import type { RefreshLabel } from '../refresh/refresh-session.ts';
import { LatencyHistogram } from './latency-histogram.ts';

export type Metrics = ReturnType<typeof createMetrics>;

export interface MetricsOptions {
  /** Adds memory, processor time, event loop lag and garbage collection. */
  readonly ofProcess: boolean;
  /** Where the figures go; one of their own unless said. It takes one server's. */
  readonly registry?: Registry;
}

/** The figures of one server, in a registry of their own: a process may run several, as tests do. */
export function createMetrics({ ofProcess, registry = new Registry() }: MetricsOptions) {
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
    originsRefused: new Counter({
      name: 'latchkey_origin_refused_total',
      help: 'Calls of origins that are not on the list of extensions',
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
    responses: new LatencyHistogram(
      'latchkey_http_request_duration_seconds',
      'Time from the request to its answer',
      registry,
    ),
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

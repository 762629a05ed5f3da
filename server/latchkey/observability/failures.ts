import type { FailureListener } from '../http/response/problem-response.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';

/** Counts and writes down what the caller is not told. */
export function failures(metrics: Pick<Metrics, 'failures'>, log: Log): FailureListener {
  return ({ problem, requestId, path }) => {
    metrics.failures.inc({ code: problem.code });
    log.error({ err: problem, requestId, path }, 'failed');
  };
}

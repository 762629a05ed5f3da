import type { BackendTools } from '../broker/backend.ts';
import { clockOffset } from './clock-offset.ts';

/** Long enough for a slow password hash or provider, short enough for a caller's deadline. */
const ATTEMPT_MS = 8_000;

export type Attempt = (
  url: URL | string,
  init: RequestInit,
  signal?: AbortSignal | undefined,
) => Promise<Response>;

/**
 * One request, once, and its whole answer: a body that breaks off is a lost answer like any other. Learns what time it
 * is at the server. A redirect is a failure, since a captive portal's would otherwise be taken for an answer.
 */
export function createAttempt({
  clock,
  fetch,
  hints,
}: Pick<BackendTools, 'clock' | 'fetch' | 'hints'>): Attempt {
  return async (url, init, signal) => {
    const deadline = new AbortController();
    const cancel = clock.after(ATTEMPT_MS, () => deadline.abort());
    const sentAtMs = clock.now();
    try {
      const response = await fetch(
        new Request(url, {
          ...init,
          redirect: 'error',
          cache: 'no-store',
          signal: signal ? AbortSignal.any([deadline.signal, signal]) : deadline.signal,
        }),
      );
      const body = await response.arrayBuffer();
      const { clockOffsetMs } = hints.read();
      await hints.learn({
        clockOffsetMs: clockOffset(response.headers.get('Date'), sentAtMs, clock.now(), clockOffsetMs),
      });
      return new Response(body.byteLength === 0 ? null : body, response);
    } finally {
      cancel();
    }
  };
}

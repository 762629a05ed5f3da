import type { Fault } from './fault.ts';

/** What the server said to one request. */
export interface Answer {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Buffer;
}

/** One request as the proxy saw it. */
export interface Exchange {
  /** Milliseconds since the epoch when it came in. */
  readonly atMs: number;
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly fault: Fault;
  /** The server's own answers: none when it never saw the request, two to a duplicate. */
  readonly answers: readonly Answer[];
  /** How much of what was to be sent to the browser went out. */
  readonly delivered: 'whole' | 'part' | 'nothing';
}

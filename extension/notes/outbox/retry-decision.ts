import { LatchkeyError } from 'latchkey/errors';

export type RetryDecision =
  /** It may work later: keep the note and try again. */
  | { readonly type: 'wait'; readonly forMs: number }
  /** It will never work as it is: tell the writer, who can mend or delete it. */
  | { readonly type: 'give-up' }
  /** This page's copy of the extension is dead. */
  | { readonly type: 'reload' };

/** Long enough for a server to come back, short enough for a writer to see it happen. */
const RETRY_MS = 10_000;
/** Another tab or the background is sending the same note at this moment: its answer is there soon. */
const SAME_NOTE_MS = 500;

/** Decides what becomes of a note that could not be sent. */
export function decideRetry(error: unknown): RetryDecision {
  if (!(error instanceof LatchkeyError)) return { type: 'wait', forMs: RETRY_MS };
  switch (error.code) {
    case 'context-invalidated':
      return { type: 'reload' };
    case 'refused':
      if (isInFlight(error)) return { type: 'wait', forMs: SAME_NOTE_MS };
      return isPassing(error.problem?.status ?? 500) ? wait(error) : { type: 'give-up' };
    case 'denied':
    case 'body-too-large':
    case 'invalid-request':
    case 'redirect-refused':
      return { type: 'give-up' };
    default:
      return wait(error);
  }
}

function isInFlight({ problem }: LatchkeyError): boolean {
  return problem?.code === 'idempotency_in_progress';
}

/** 401: signed out meanwhile; 429 and 5xx: later. */
function isPassing(status: number): boolean {
  return status === 401 || status === 429 || status >= 500;
}

function wait({ retryAfterMs }: LatchkeyError): RetryDecision {
  return { type: 'wait', forMs: Math.max(retryAfterMs ?? 0, RETRY_MS) };
}

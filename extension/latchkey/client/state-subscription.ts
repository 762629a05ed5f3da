import { LatchkeyError } from '../protocol/errors.ts';
import type { SessionState } from '../protocol/session-state.ts';
import { ask, type Transport } from './transport.ts';

const FIRST_PAUSE_MS = 500;
/** A broker whose server is out of reach knows no more for a long time, and is not to be kept awake for that. */
const LONGEST_PAUSE_MS = 30_000;

/** Calls the listener with the state now and after each change, never with an older one after a newer one. */
export function watchState(transport: Transport, listener: (state: SessionState) => void): () => void {
  let seen = Number.NEGATIVE_INFINITY;
  let known = false;
  let stopped = false;

  const tell = (state: SessionState): void => {
    if (state.version <= seen) return;
    seen = state.version;
    known = state.status !== 'unknown';
    listener(state);
  };

  /**
   * Asks until somebody knows. A push alone is not to be waited for: a worker that is stopped while it finds out
   * pushes nothing any more, and only being asked wakes the next one.
   */
  async function askUntilKnown(): Promise<void> {
    for (let pauseMs = FIRST_PAUSE_MS; !stopped; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
      try {
        tell(await ask(transport, { type: 'state' }));
      } catch (error) {
        if (error instanceof LatchkeyError && error.code === 'context-invalidated') return;
      }
      if (known) return;
      await transport.pause(pauseMs);
    }
  }

  const stops = [transport.onPush(tell), transport.onRestored(askUntilKnown)];
  void askUntilKnown();
  return () => {
    stopped = true;
    for (const stop of stops) stop();
  };
}

import { LatchkeyError } from '../protocol/errors.ts';
import type { SessionState } from '../protocol/session-state.ts';
import { ask, type Transport } from './transport.ts';

const FIRST_PAUSE_MS = 500;
/** A broker whose server is out of reach knows no more for a long time, and is not to be kept awake for that. */
const LONGEST_PAUSE_MS = 30_000;

/**
 * Calls the listener with the state now and after each change, never with an older one after a newer one.
 * @param onEnd called once, when nobody will tell any more: `denied`, `context-invalidated`
 */
export function watchState(
  transport: Transport,
  listener: (state: SessionState) => void,
  onEnd: (error: LatchkeyError) => void = () => {},
): () => void {
  let seen = Number.NEGATIVE_INFINITY;
  let known = false;
  /** Nobody is told any more, or nobody will tell. */
  let over = false;
  /** A newer round of asking takes the place of the one before, which waits perhaps for its next turn. */
  let round = 0;

  const tell = (state: SessionState): void => {
    if (over || state.version <= seen) return;
    seen = state.version;
    known = state.status !== 'unknown';
    listener(state);
  };

  /** Asking again would bring the same. What is pushed to everybody is not for who may not ask. */
  const end = (error: LatchkeyError): void => {
    if (over) return;
    over = true;
    onEnd(error);
  };

  /**
   * Asks until somebody knows. A push alone is not to be waited for: a worker that is stopped while it finds out
   * pushes nothing any more, and only being asked wakes the next one.
   */
  async function askUntilKnown(): Promise<void> {
    round += 1;
    const mine = round;
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
      try {
        const state = await ask(transport, { type: 'state' });
        tell(state);
        if (state.status !== 'unknown') return;
      } catch (error) {
        if (mine !== round) return;
        if (error instanceof LatchkeyError && isFinal(error)) return end(error);
      }
      if (known) return;
      await transport.pause(pauseMs);
      if (over || mine !== round) return;
    }
  }

  const restored = (from: 'cache' | 'background'): void => {
    // On its way into the cache a page may be told that it is none; once it is back it is one again.
    if (over && from === 'background') return;
    over = false;
    void askUntilKnown();
  };

  const pushed = (state: SessionState | null): void => {
    if (state) tell(state);
    if (state || over) return;
    known = false;
    void askUntilKnown();
  };

  const stops = [transport.onPush(pushed), transport.onRestored(restored)];
  void askUntilKnown();
  return () => {
    over = true;
    for (const stop of stops) stop();
  };
}

const isFinal = ({ code }: LatchkeyError): boolean => code === 'denied' || code === 'context-invalidated';

import type { SessionState } from '../protocol/session-state.ts';
import type { Client } from './types.ts';

/**
 * Who is signed in, as something that frameworks know how to show. Svelte takes it as a store (`$session`), Solid by
 * `from(session)`, React by `useSession` of `latchkey/react`, and all others by `subscribe`.
 */
export interface Session {
  /** What is known now, the same object until it changes; `unknown` until somebody has subscribed and heard. */
  get(): SessionState;
  /** Calls the listener at once and at each change. @returns a function that stops it */
  subscribe(listener: (state: SessionState) => void): () => void;
}

/**
 * One for a page: however many subscribe to it, the background tells it once.
 * @example
 * const session = createSession(createClient());
 * session.subscribe(({ status }) => { button.hidden = status === 'signed-in'; });
 */
export function createSession(client: Pick<Client, 'onStateChange'>): Session {
  const listeners = new Set<(state: SessionState) => void>();
  let state: SessionState = { status: 'unknown', version: 0 };
  let stop: (() => void) | undefined;

  return {
    get: () => state,
    subscribe(listener) {
      // What subscribes twice is told twice, and stopped once for each.
      const told = (next: SessionState): void => listener(next);
      listeners.add(told);
      told(state);
      stop ??= client.onStateChange((next) => {
        state = next;
        for (const each of listeners) each(next);
      });
      return () => {
        listeners.delete(told);
        if (listeners.size > 0) return;
        stop?.();
        stop = undefined;
      };
    },
  };
}

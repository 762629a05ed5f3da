import type { SessionState } from '../protocol/session-state.ts';
import { ask, type Transport } from './transport.ts';

/** Calls the listener with the state now and after each change, never with an older one after a newer one. */
export function watchState(transport: Transport, listener: (state: SessionState) => void): () => void {
  let seen = Number.NEGATIVE_INFINITY;
  const tell = (state: SessionState): void => {
    if (state.version <= seen) return;
    seen = state.version;
    listener(state);
  };
  const askNow = () => ask(transport, { kind: 'state' }).then(tell, () => {});
  const stops = [transport.onPush(tell), transport.onRestored(askNow)];
  askNow();
  return () => {
    for (const stop of stops) stop();
  };
}

import { useEffect, useState } from 'hono/jsx/dom';
import type { Client, SessionState } from 'latchkey/client';
import { rememberedSession, rememberSession } from './remembered-session.ts';

/** The session as a page of the extension shows it: the remembered picture at first, then what the broker says. */
export function useSession(client: Client): SessionState {
  const [state, setState] = useState<SessionState>(() => rememberedSession(localStorage));
  useEffect(
    () =>
      client.onStateChange((next) => {
        rememberSession(localStorage, next);
        // A broker that has just woken says "unknown" first: the picture is the better answer until it knows.
        setState((shown) => (next.status === 'unknown' ? shown : next));
      }),
    [client],
  );
  return state;
}

import { MAX_DEADLINE_MS } from '../protocol/limits.ts';
import { ask, type Transport } from './transport.ts';
import type { Token, TokenOptions } from './types.ts';

/** A token is not handed out in its last tenth of life, at most 5 s: the call it is for has to arrive. */
const END_MARGIN_MS = 5_000;

interface Held {
  readonly token: Token;
  readonly freshUntilMs: number;
}

/** Tokens of this page, each until shortly before its end, its refusal, or the end of its session. */
export function createTokenCache(transport: Transport) {
  let held = new Map<string, Held>();
  /** The session as the last push told it; `undefined` before the first. */
  let session: string | null | undefined;
  let listening = false;

  /** What was issued in one session is dead in the next. */
  function listen(): void {
    if (listening) return;
    listening = true;
    transport.onPush((state) => {
      const now = state?.status === 'signed-in' ? state.sessionId : null;
      // A content script is not told whose session it is now.
      if (state === null || now !== session) held = new Map();
      session = now;
    });
  }

  return {
    async get({ scope, refused }: TokenOptions = {}): Promise<Token> {
      listen();
      const key = scope ?? '';
      const known = held.get(key);
      if (known && known.token.token !== refused && Date.now() < known.freshUntilMs) return known.token;
      held.delete(key);
      // An answer that crosses a sign-out lands in the map of the session that it belongs to, which nobody reads.
      const own = held;
      const token = await ask(transport, {
        type: 'token',
        scope: scope ?? null,
        refused: refused ?? null,
        deadlineMs: MAX_DEADLINE_MS,
      });
      const lifeMs = token.expiresAt - Date.now();
      own.set(key, { token, freshUntilMs: token.expiresAt - Math.min(END_MARGIN_MS, lifeMs / 10) });
      return token;
    },
  };
}

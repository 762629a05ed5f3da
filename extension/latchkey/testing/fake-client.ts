import type { Client, FetchInit } from '../client/types.ts';
import { watchUser } from '../client/user-change.ts';
import { LatchkeyError } from '../protocol/errors.ts';
import type { SessionState, SignedInUser, SignedOutReason } from '../protocol/session-state.ts';

/** A client for tests of what uses one: who is signed in is for the test to say, and so is what the API answers. */
export interface FakeClient extends Client {
  /** Every request that was made, the oldest first. */
  readonly requests: readonly Request[];
  /** Somebody signs in: Ada, unless said. */
  signIn(user?: SignedInUser): void;
  /** The session ends; by the user, unless said. */
  signOut(reason?: SignedOutReason): void;
  /** The network goes, or comes back, in the middle of a session. */
  goOffline(offline?: boolean): void;
}

/** Paths are resolved against it, as the broker does against its server. */
const SERVER = 'https://api.example.com';

/**
 * Signed out at first. A call while nobody is signed in or the network is away rejects as the real one does.
 * @param answer what the API says to a request; 404 unless it is given
 * @example
 * const client = fakeClient((request) => Response.json({ of: new URL(request.url).pathname }));
 * client.signIn();
 * await showClips(client);
 * expect(client.requests).toHaveLength(1);
 */
export function fakeClient(
  answer: (request: Request) => Response | Promise<Response> = () => new Response(null, { status: 404 }),
): FakeClient {
  const listeners = new Set<(state: SessionState) => void>();
  const requests: Request[] = [];
  let sessions = 0;
  let state: SessionState = { status: 'signed-out', version: 0, reason: 'none' };

  function become(next: SessionState): void {
    state = next;
    for (const listener of listeners) listener(state);
  }

  function requireSession(): void {
    if (state.status !== 'signed-in') throw new LatchkeyError('signed-out', 'Nobody is signed in');
    if (state.condition === 'offline') throw new LatchkeyError('offline', 'The server can not be reached');
  }

  const onStateChange: Client['onStateChange'] = (listener) => {
    const told = (next: SessionState): void => listener(next);
    listeners.add(told);
    told(state);
    return () => listeners.delete(told);
  };

  return {
    requests,
    async fetch(input, { deadlineMs: _, idempotencyKey, ...init }: FetchInit = {}) {
      const request = new Request(input instanceof Request ? input : new URL(input, SERVER), init);
      if (idempotencyKey !== undefined) request.headers.set('Idempotency-Key', idempotencyKey);
      requireSession();
      requests.push(request.clone());
      return answer(request);
    },
    async getToken() {
      requireSession();
      return { token: 'a-token-of-a-test', expiresAt: Number.MAX_SAFE_INTEGER };
    },
    state: async () => state,
    onStateChange,
    onUserChange: (listener) => watchUser(onStateChange, listener),
    signIn(user = { id: 'u1', username: 'ada' }) {
      sessions += 1;
      const sessionId = `session-${sessions}`;
      become({
        status: 'signed-in',
        version: state.version + 1,
        user,
        sessionId,
        signedInAt: 0,
        condition: 'idle',
      });
    },
    signOut: (reason = 'user') => become({ status: 'signed-out', version: state.version + 1, reason }),
    goOffline(offline = true) {
      if (state.status !== 'signed-in') return;
      become({ ...state, version: state.version + 1, condition: offline ? 'offline' : 'idle' });
    },
  };
}

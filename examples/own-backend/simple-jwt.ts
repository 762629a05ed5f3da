import type { BackendTools, CreateBackend, Failure } from 'latchkey/backend';
import { LatchkeyError } from 'latchkey/errors';

/** How long an access token is used; the server may refuse it before. */
const ACCESS_MS = 300_000;

/** A server that answers `{ access, refresh }` and takes the refresh token in the body, as Django's Simple JWT does. */
export const simpleJwt: CreateBackend = (tools) => {
  const post = createPost(tools);

  const grant = (access: string, refresh: string, username: string, sentAtMs: number) => ({
    user: { id: username, username },
    token: { value: access, issuedAtMs: sentAtMs, expiresAtMs: sentAtMs + ACCESS_MS },
    kept: JSON.stringify({ refresh, username }),
    session: null,
  });

  return {
    async authenticate({ username, password }) {
      const { status, body, sentAtMs } = await post('/token/', { username, password });
      if (status === 200) {
        return { type: 'authenticated', grant: grant(body.access, body.refresh, username, sentAtMs) };
      }
      return status === 0
        ? { type: 'lost', error: new LatchkeyError('offline', 'The server can not be reached') }
        : { type: 'refused', error: new LatchkeyError('refused', body.detail ?? `Status ${status}`) };
    },

    async refresh(kept, signal) {
      if (kept === null) return { type: 'session-ended', reason: 'unknown' };
      const { refresh, username } = JSON.parse(kept);
      const answer = await post('/token/refresh/', { refresh }, signal);
      const { status, body, sentAtMs } = answer;
      if (status === 401 && body.code === 'token_not_valid')
        return { type: 'session-ended', reason: 'expired' };
      return status === 200 && typeof body.access === 'string'
        ? { type: 'refreshed', grant: grant(body.access, body.refresh ?? refresh, username, sentAtMs) }
        : { type: 'refresh-failed', failure: failureOf(status, tools) };
    },

    async signOut({ kept }) {
      if (kept === null) return null;
      const { status } = await post('/token/blacklist/', { refresh: JSON.parse(kept).refresh });
      return status === 200 || status === 401 ? null : failureOf(status, tools);
    },
  };
};

/** One POST, once. Never rejects: status 0 is no answer. */
function createPost({ clock, fetch, serverOrigin }: BackendTools) {
  return async (path: string, json: object, signal?: AbortSignal) => {
    const sentAtMs = clock.now();
    try {
      const response = await fetch(
        new Request(new URL(path, serverOrigin), {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify(json),
          redirect: 'error',
          ...(signal && { signal }),
        }),
      );
      return { status: response.status, body: await response.json().catch(() => ({})), sentAtMs };
    } catch {
      return { status: 0, body: {}, sentAtMs };
    }
  };
}

const failureOf = (status: number, { hasNetwork }: BackendTools): Failure =>
  status === 0
    ? { type: 'unreachable', hadNetwork: hasNetwork() }
    : { type: 'unavailable', retryAfterMs: null };

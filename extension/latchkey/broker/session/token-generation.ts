import type { AccessToken } from './state.ts';

/** Which rotation of which session a token belongs to. */
export interface Generation {
  readonly sessionId: string;
  readonly generation: number;
}

/**
 * Reads `sid` and `gen` from an access token's payload. Nothing is verified: the server does that, and a caller
 * who lies about a token gains at most one refresh.
 * @returns `null` for what is no such token.
 */
export function readGeneration(jwt: string): Generation | null {
  try {
    const payload: unknown = JSON.parse(
      atob((jwt.split('.')[1] ?? '').replace(/-/g, '+').replace(/_/g, '/')),
    );
    if (typeof payload !== 'object' || payload === null) return null;
    if (!('sid' in payload) || typeof payload.sid !== 'string') return null;
    if (!('gen' in payload) || typeof payload.gen !== 'number') return null;
    return { sessionId: payload.sid, generation: payload.gen };
  } catch {
    return null;
  }
}

/** Whether what was refused is this token or a later one, so that this token is no answer to it. */
export const isSupersededBy = (token: AccessToken, refused: Generation | null): boolean =>
  refused !== null && refused.sessionId === token.sessionId && refused.generation >= token.generation;

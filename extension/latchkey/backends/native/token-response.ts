import * as v from 'valibot';
import type { Grant } from '../../broker/session/grant.ts';

/** What is read of it; the server says more. */
export const tokenResponse = v.object({
  access_token: v.string(),
  token_type: v.literal('Bearer'),
  expires_in: v.number(),
  user: v.object({ id: v.string(), username: v.string() }),
  session_id: v.string(),
  signed_in_at: v.number(),
  receipt: v.nullish(v.string(), null),
});

/**
 * The answer to a sign-in or a refresh.
 * @param sentAtMs when the request left: the token's life is counted from there, by this machine's clock, so
 * that neither a slow answer nor a wrong clock makes it look longer than it is.
 * @returns `null` for what is no such answer.
 */
export function parseTokenResponse(body: unknown, sentAtMs: number): Grant | null {
  const parsed = v.safeParse(tokenResponse, body);
  if (!parsed.success) return null;
  const { access_token, expires_in, user, session_id, signed_in_at, receipt } = parsed.output;
  return {
    user,
    session: { id: session_id, signedInAtMs: signed_in_at * 1000 },
    token: {
      value: access_token,
      issuedAtMs: sentAtMs,
      expiresAtMs: sentAtMs + expires_in * 1000,
    },
    kept: receipt,
  };
}

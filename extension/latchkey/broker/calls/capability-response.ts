import * as v from 'valibot';

export const capabilityTokenResponse = v.object({ access_token: v.string(), expires_in: v.number() });

/** The answer to POST /auth/token. */
export function parseCapabilityResponse(
  body: unknown,
  sentAtMs: number,
): { token: string; expiresAt: number } | null {
  const parsed = v.safeParse(capabilityTokenResponse, body);
  if (!parsed.success) return null;
  return { token: parsed.output.access_token, expiresAt: sentAtMs + parsed.output.expires_in * 1000 };
}

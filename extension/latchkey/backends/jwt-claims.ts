/**
 * The payload of a JSON Web Token (RFC 7519). Nothing is verified: it came from the server that is asked with it.
 * @returns an empty object for what is no such token
 */
export function jwtClaims(token: string): Readonly<Record<string, unknown>> {
  try {
    const base64 = (token.split('.')[1] ?? '').replace(/-/g, '+').replace(/_/g, '/');
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    const claims: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return typeof claims === 'object' && claims !== null ? { ...claims } : {};
  } catch {
    return {};
  }
}

/** Seconds that a token lasts by its own word, from `iat` to `exp`: a difference, so that no wrong clock changes it. */
export function jwtLifeSeconds(token: string): number | null {
  const { iat, exp } = jwtClaims(token);
  return typeof iat === 'number' && typeof exp === 'number' && exp > iat ? exp - iat : null;
}

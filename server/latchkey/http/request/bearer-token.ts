import { Problem } from '../../errors/problem.ts';

/** RFC 6750 section 2.1; the scheme is case-insensitive (RFC 9110 section 11.1). */
const BEARER = /^Bearer +([A-Za-z0-9._~+/=-]+) *$/i;

const AS_USUAL = 'Bearer ';

/**
 * The token in an `Authorization` header.
 * @throws {Problem} `invalid_token` when there is none
 */
export function bearerToken(header: string | undefined): string {
  // As every client writes it, for a third of what the expression takes; what is no token the verifier refuses.
  if (header?.startsWith(AS_USUAL) && !header.includes(' ', AS_USUAL.length)) {
    return header.slice(AS_USUAL.length);
  }
  // RFC 6750 section 3.1: no error code for a request that shows no credentials, or those of another scheme.
  if (header === undefined || !/^Bearer( |$)/i.test(header)) {
    throw new Problem('invalid_token', {
      detail: 'This call needs an access token.',
      credentials: 'none',
    });
  }
  const token = BEARER.exec(header)?.[1];
  if (token === undefined) {
    throw new Problem('invalid_token', { detail: 'The Authorization header must be "Bearer" and a token.' });
  }
  return token;
}

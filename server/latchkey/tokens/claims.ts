/** What an access token says by itself (RFC 7519 section 4.1, RFC 9068 section 2.2), or may come to say. */
const RESERVED: ReadonlySet<string> = new Set([
  ...['iss', 'sub', 'aud', 'exp', 'nbf', 'iat', 'jti', 'client_id', 'scope', 'sid', 'gen', 'kind'],
  ...['cnf', 'act', 'may_act', 'auth_time', 'acr', 'amr', 'active', 'token_type', 'username', '__proto__'],
]);

/** Whether a claim of this name can not be somebody's own. */
export const isReservedClaim = (name: string): boolean => RESERVED.has(name);

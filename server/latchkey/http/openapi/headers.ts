interface Header {
  readonly description: string;
  readonly schema: { readonly type: 'string' | 'integer' };
}

const header = (description: string, type: Header['schema']['type'] = 'string'): Header => ({
  description,
  schema: { type },
});

/** Every header that an answer may carry and that a client has a use for. */
export const headers = {
  'X-Request-Id': header('Names the request in the log of the server'),
  'WWW-Authenticate': header('What the call needs (RFC 6750 section 3, RFC 7617)'),
  'Retry-After': header('Seconds until another try is worth it', 'integer'),
  'DPoP-Nonce': header('For the next proof (RFC 9449 section 8)'),
  'Set-Cookie': header('The refresh token, or its removal'),
  'Idempotency-Replayed': header('"true" for the answer of an earlier send of the same call'),
} as const satisfies Record<string, Header>;

export const IDEMPOTENCY_KEY = 'Idempotency-Key';

/** For a route that answers a resend with the first answer. */
export const idempotencyKey = {
  name: IDEMPOTENCY_KEY,
  in: 'header',
  description: 'The same at each send of one call (draft-ietf-httpapi-idempotency-key-header-07)',
  schema: { type: 'string', maxLength: 130 },
} as const;

/**
 * Every failure the server answers with, its HTTP status and its RFC 9457 title. The code is the stable part
 * of the contract: clients switch on it, each means one thing, and each has one row in docs/errors.md.
 */
export const problems = {
  // RFC 6750 section 3.1
  invalid_token: { status: 401, title: 'The access token is missing, expired or no longer valid' },
  insufficient_scope: { status: 403, title: 'The access token does not cover this call' },
  // RFC 6749 section 5.2: the one final verdict on a refresh
  invalid_grant: { status: 401, title: 'The session has ended' },
  invalid_client: { status: 401, title: 'The client is unknown, or its secret is wrong' },
  superseded: { status: 409, title: 'A newer refresh has overtaken this one' },
  // RFC 8628 section 3.5: what a claim is answered with until the page's click, or in place of it
  authorization_pending: { status: 400, title: 'Nobody has agreed on the page yet' },
  slow_down: { status: 400, title: 'The claims come too fast' },
  access_denied: { status: 400, title: 'The sign-in was called off on the page' },
  expired_token: { status: 400, title: 'This sign-in is over' },
  // RFC 9449 sections 5 and 8
  invalid_dpop_proof: { status: 400, title: 'The DPoP proof was refused' },
  use_dpop_nonce: { status: 400, title: 'A DPoP proof with the nonce given here is needed' },
  invalid_request: { status: 400, title: 'The request is malformed' },
  invalid_credentials: { status: 401, title: 'Wrong username or password' },
  invalid_challenge: { status: 400, title: 'The proof of work was refused' },
  username_taken: { status: 409, title: 'This username is taken' },
  weak_password: { status: 422, title: 'This password is too easy to guess' },
  signup_closed: { status: 403, title: 'Sign-up is closed' },
  origin_not_allowed: { status: 403, title: 'This origin may not call the server' },
  // RFC 9110 section 15.5.20
  misdirected_request: { status: 421, title: 'This server is not asked for under that name' },
  not_found: { status: 404, title: 'There is nothing here' },
  method_not_allowed: { status: 405, title: 'This method is not offered here' },
  unsupported_media_type: { status: 415, title: 'The body is of another type than is taken' },
  payload_too_large: { status: 413, title: 'The body is too large' },
  account_changed: { status: 409, title: 'The account was changed elsewhere at the same moment' },
  // draft-ietf-httpapi-idempotency-key-header-07 section 2.6
  idempotency_in_progress: {
    status: 409,
    title: 'The first call with this Idempotency-Key is still being answered',
  },
  idempotency_key_reused: { status: 409, title: 'This Idempotency-Key was used for another call' },
  last_way: { status: 409, title: 'Without this way nobody could sign in to the account' },
  limit_reached: { status: 409, title: 'There are as many as there may be' },
  rate_limited: { status: 429, title: 'Too many requests' },
  storage_unavailable: { status: 503, title: 'The storage is out of reach' },
  stopping: { status: 503, title: 'The server is being stopped' },
  keys_outdated: { status: 503, title: 'The server has not been given the current keys' },
  clock_doubted: { status: 503, title: 'The server does not believe its own clock' },
  timeout: { status: 503, title: 'The server took too long' },
  internal: { status: 500, title: 'The server failed' },
} as const satisfies Record<string, { readonly status: number; readonly title: string }>;

/**
 * The `code` of a problem document; what each means and asks for is in docs/errors.md.
 * @useDeclaredType
 */
export type ProblemCode = keyof typeof problems;
export type ProblemStatus = (typeof problems)[ProblemCode]['status'];

/** What is to be said of one failure beside its code. */
export interface ProblemOptions {
  /** What happened in this case, and what to do about it; shown to the caller. */
  detail?: string;
  /** RFC 9457 extension members, such as `errors` (one entry per refused field) or `reason`. */
  extensions?: Record<string, unknown>;
  /** When trying again may help, in milliseconds from now; `Retry-After` says it in whole seconds, rounded up. */
  retryAfterMs?: number;
  /** The nonce that the next proof has to carry (RFC 9449 section 8). */
  nonce?: string;
  /** The scope that the call needs (RFC 6750 section 3). */
  scope?: string;
  /** `none`: the request showed no credentials at all, so that no error code belongs in the challenge (RFC 6750 section 3.1). */
  credentials?: 'none';
  cause?: unknown;
}

/**
 * The one error type of the server. Thrown anywhere, also by routes of one's own, and turned into a response in one
 * place (`http/response/problem-response.ts`); it carries data and knows no header.
 * @example
 * throw new Problem('not_found', { detail: 'There is no order 17.' });
 */
export class Problem extends Error {
  override name = 'Problem' as const;
  readonly code: ProblemCode;
  readonly options: ProblemOptions;

  constructor(code: ProblemCode, options: ProblemOptions = {}) {
    super(options.detail ?? problems[code].title, { cause: options.cause });
    this.code = code;
    this.options = options;
  }

  /** The HTTP status that it is answered with. */
  get status(): ProblemStatus {
    return problems[this.code].status;
  }
}

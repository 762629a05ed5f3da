/** Every failure that `client` and `broker` report; each has one row in docs/errors.md. */
export type LatchkeyErrorCode =
  /** Nobody is signed in, or the server has just said that the session is over. Ask the user to sign in. */
  | 'signed-out'
  /** The server can not be reached. The session is kept; try again later. */
  | 'offline'
  /** The server answered 5xx, or 429 on a refresh. The session is kept; `retryAfterMs` says when to try again. */
  | 'server-unavailable'
  /**
   * The browser does not give the broker its key (IndexedDB on a full disk, a damaged profile), without which the
   * server can not be asked. The session is kept; `retryAfterMs` says when the broker tries again.
   */
  | 'key-store-unavailable'
  /**
   * The browser has not kept the cookie that the sign-in has set: with it the session would have ended after minutes, so
   * nobody was signed in. Cookies are to be allowed for the server, or an extension that deletes them is to spare it.
   */
  | 'cookie-not-kept'
  /** The browser sends more cookies along, other programs' mostly, than the server takes. They are to be deleted. */
  | 'too-many-cookies'
  /** The call did not settle inside its deadline. It may have reached the server. */
  | 'deadline-exceeded'
  /** The caller's own AbortSignal fired. */
  | 'aborted'
  /** The sender policy does not list this call for this sender. Fix the policy table or the caller. */
  | 'denied'
  /** This sender makes too many calls; `retryAfterMs` says when to try again. */
  | 'rate-limited'
  /** The request's or the response's body is over the stated limit. */
  | 'body-too-large'
  /** The server answered with a redirect. None is followed: a browser does not say where it leads, and a token goes along. */
  | 'redirect-refused'
  /** The worker died under a call that is not safe to send twice. Send it with an idempotency key. */
  | 'worker-lost'
  /** The extension was updated or removed under this page. Reload the page. */
  | 'context-invalidated'
  /** The arguments can not be turned into a call. */
  | 'invalid-request'
  /** The proof of work that a sign-in needs could not be done here. */
  | 'challenge-failed'
  /** The backend has no such call: sign-out everywhere, sign-in in a tab, a token that only its key can use. Do not offer it. */
  | 'not-supported'
  /** A defect of the broker itself. The session is kept; what it was is in the background's own console. */
  | 'broker-failed'
  /** The server refused with a problem of its own (`problem` holds it): wrong password, taken name, sign-up closed. */
  | 'refused';

/** The members of an RFC 9457 problem that a person or a program can act on. */
export interface ServerProblem {
  readonly code: string;
  readonly status: number;
  readonly title: string;
  readonly detail?: string;
  readonly errors?: readonly { readonly field: string; readonly message: string }[];
}

/** What an error holds beside its code and message. */
export interface LatchkeyErrorDetails {
  /** Milliseconds. */
  readonly retryAfterMs?: number;
  readonly problem?: ServerProblem;
  readonly cause?: unknown;
}

/** The one error type of the extension half. It crosses the message boundary as its code, message and details. */
export class LatchkeyError extends Error {
  override name = 'LatchkeyError' as const;
  readonly code: LatchkeyErrorCode;
  readonly retryAfterMs: number | undefined;
  readonly problem: ServerProblem | undefined;

  constructor(code: LatchkeyErrorCode, message: string, details: LatchkeyErrorDetails = {}) {
    super(message, { cause: details.cause });
    this.code = code;
    this.retryAfterMs = details.retryAfterMs;
    this.problem = details.problem;
  }
}

import type { LatchkeyError } from '../protocol/errors.ts';
import type { Check, DeniedRequest, Token, Way } from '../protocol/messages.ts';
import type { SessionState, SignedInUser } from '../protocol/session-state.ts';

export type { Check, DeniedRequest, Token, Way };

/** `RequestInit`, and what belongs to a call by way of the background. */
export interface FetchInit extends RequestInit {
  /** Milliseconds until the call fails with `deadline-exceeded`; 25,000 at most, the default. */
  deadlineMs?: number;
  /**
   * Sends a write again by itself when the worker died under it. Only for routes that answer the same key once, as
   * those behind the server's `idempotency` do: on any other it may be done twice.
   */
  idempotencyKey?: string;
}

/** Which token is wanted. */
export interface TokenOptions {
  /** What a capability token is to be good for, scopes apart by spaces; the access token itself without it. */
  scope?: string;
  /** A token that the API has just answered 401 for: it is never handed out again. */
  refused?: string;
}

/** What popup, options page and content scripts use. Every rejection is a `LatchkeyError`. */
export interface Client {
  /**
   * Makes an API call in the background, with the access token, after a refresh and one replay where needed. A safe
   * method, and a write with an `idempotencyKey`, is sent again when the background died under it.
   * @returns the API's answer as a real `Response`, whatever its status; paths are resolved against the server's origin
   * @throws LatchkeyError `signed-out`, `offline`, `server-unavailable`, `key-store-unavailable`, `deadline-exceeded`,
   * `aborted`, `denied`, `rate-limited`, `body-too-large`, `redirect-refused`, `worker-lost`, `context-invalidated`,
   * `invalid-request`
   * @example
   * const me = await (await client.fetch('/api/me')).json();
   */
  fetch(input: string | URL | Request, init?: FetchInit): Promise<Response>;
  /**
   * The access token on extension pages; a capability token of this scope in content scripts that the policy lists. What
   * a content script holds may leak to its page: prefer `fetch`.
   * @returns the token, and `expiresAt` in milliseconds since the epoch, by this machine's clock
   * @throws LatchkeyError `signed-out`, `denied`, `refused` for a scope that the user does not have, `not-supported` where
   * only the background can use the token since it is bound to a key (DPoP), and as `fetch`
   * @example
   * const { token } = await client.getToken({ scope: 'profile' });
   */
  getToken(options?: TokenOptions): Promise<Token>;
  /**
   * Who is signed in, or why nobody is; `unknown` while the background is finding out.
   * @throws LatchkeyError `context-invalidated`, `denied`, `deadline-exceeded`
   */
  state(): Promise<SessionState>;
  /**
   * Calls the listener with the state now and after each change, of who is signed in and of the session's `condition`.
   * @param onEnd called once, instead, when this page is told nothing (any more): `denied` where the policy does not let
   * it ask, as in a sandboxed document, `context-invalidated` after an update
   * @returns a function that stops it
   * @example
   * const stop = client.onStateChange(({ status }) => render(status));
   */
  onStateChange(listener: (state: SessionState) => void, onEnd?: (error: LatchkeyError) => void): () => void;
  /**
   * Calls the listener with who is signed in, as soon as that is known and then at each sign-in and sign-out: what is done
   * once for a user belongs here. What else the state tells, such as a refresh that begins, it does not.
   * @param listener gets `null` for nobody; what it throws is its own to catch
   * @param onEnd as of `onStateChange`
   * @returns a function that stops it
   * @example
   * client.onUserChange(async (user) => show(user && (await client.fetch('/api/me'))));
   */
  onUserChange(
    listener: (user: SignedInUser | null) => void | Promise<void>,
    onEnd?: (error: LatchkeyError) => void,
  ): () => void;
}

/** What a person signs in or registers with. */
export interface Credentials {
  username: string;
  password: string;
  /** What else the server's form asks for, such as a captcha's answer. Latchkey's own asks for nothing. */
  fields?: Readonly<Record<string, string>>;
}

/** What only the extension's own pages may ask for, beside `Client`. Every rejection is a `LatchkeyError`. */
export interface AccountClient {
  /**
   * Gets a challenge, solves it here, and signs in.
   * @param onProgress gets an estimate of how much of the challenge is solved, from 0 to 1
   * @throws LatchkeyError `refused` with the server's `problem`, `challenge-failed`, `offline`, `server-unavailable`,
   * `key-store-unavailable`, `cookie-not-kept` where the session could not last, `too-many-cookies`
   * @example
   * const state = await account.signIn({ username, password });
   */
  signIn(credentials: Credentials, onProgress?: (fraction: number) => void): Promise<SessionState>;
  /** Without credentials: on a page in a tab, on which the person chooses how, as `signInInTab()`. */
  signIn(): Promise<SessionState>;
  /** Makes an account and signs it in. @throws LatchkeyError as `signIn` */
  register(credentials: Credentials, onProgress?: (fraction: number) => void): Promise<SessionState>;
  /** How the server lets people sign in, in the order in which to offer it. */
  ways(): Promise<readonly Way[]>;
  /**
   * Opens a page of the server in a tab, which signs in by the way that is named or lets the person choose. The state
   * is `signed-out` with a `flow` until it has ended; popup and background need not live that long.
   */
  signInInTab(way?: string | null): Promise<SessionState>;
  /**
   * Opens a page of the server in a tab on which a way of signing in is added to the account that is signed in to.
   * What came of it is in `GET /auth/account/ways`.
   * @throws LatchkeyError `signed-out`, `refused`, `offline`, `server-unavailable`, `not-supported`
   */
  addWay(way?: string | null): Promise<SessionState>;
  /**
   * Opens a page of the server in a tab that removes the account once its owner has signed in to it again: for accounts
   * without a password. @throws LatchkeyError as `addWay`
   */
  removeAccountInTab(): Promise<SessionState>;
  /** Gives a sign-in in a tab up. */
  cancelSignIn(): Promise<SessionState>;
  /** Ends this session; with `everywhere` all sessions of the user. Locally it always succeeds, also offline. */
  signOut(options?: { everywhere?: boolean }): Promise<SessionState>;
  /** Checks what a session needs (network, permission, server, clock, cookie), and says what is wrong in each. */
  doctor(): Promise<readonly Check[]>;
  /** The calls that the policy refused lately, the newest first, for whoever looks after the extension. */
  denied(): Promise<readonly DeniedRequest[]>;
}

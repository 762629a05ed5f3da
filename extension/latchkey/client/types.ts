import type { Check, DeniedRequest, Token } from '../protocol/messages.ts';
import type { SessionState } from '../protocol/session-state.ts';

export type { Check, DeniedRequest, Token };

export interface FetchInit extends RequestInit {
  /** Milliseconds until the call fails with `deadline-exceeded`; 25,000 at most, the default. */
  deadlineMs?: number;
  /**
   * Sends a write again by itself when the worker died under it. Only for routes that answer the same key once, as
   * those behind the server's `idempotency` do: on any other it may be done twice.
   */
  idempotencyKey?: string;
}

export interface TokenOptions {
  scope?: string;
  /** A token that the API has just answered 401 for: it is never handed out again. */
  refused?: string;
}

/** What popup, options page and content scripts use. Every rejection is a `LatchkeyError`. */
export interface Client {
  /** The API's answer as a real `Response`; paths are resolved against the server's origin. */
  fetch(input: string | URL | Request, init?: FetchInit): Promise<Response>;
  /**
   * The access token on extension pages; a capability token of this scope in content scripts that the policy lists.
   * `expiresAt` is in milliseconds since the epoch, by this machine's clock.
   */
  getToken(options?: TokenOptions): Promise<Token>;
  state(): Promise<SessionState>;
  /** Calls the listener with the state now and after each change. @returns a function that stops it. */
  onStateChange(listener: (state: SessionState) => void): () => void;
}

export interface Credentials {
  username: string;
  password: string;
}

/** What only the extension's own pages may ask for, beside `Client`. Every rejection is a `LatchkeyError`. */
export interface AccountClient {
  /** Gets a challenge, solves it in a Web Worker of this page, and signs in. Progress goes from 0 to 1 and is an estimate. */
  signIn(credentials: Credentials, onProgress?: (fraction: number) => void): Promise<SessionState>;
  register(credentials: Credentials, onProgress?: (fraction: number) => void): Promise<SessionState>;
  /** Ends this session; with `everywhere` all sessions of the user. Locally it always succeeds, also offline. */
  signOut(options?: { everywhere?: boolean }): Promise<SessionState>;
  doctor(): Promise<readonly Check[]>;
  denied(): Promise<readonly DeniedRequest[]>;
}

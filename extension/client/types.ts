import type { SessionState } from '../protocol/session-state.ts';

export interface FetchInit extends RequestInit {
  /** Milliseconds until the call fails with `deadline-exceeded`; 25,000 at most, the default. */
  deadlineMs?: number;
  /** Makes a write safe to send again after the worker died: the server answers the same key once. */
  idempotencyKey?: string;
}

export interface Token {
  readonly token: string;
  /** Milliseconds since the epoch by this machine's clock. */
  readonly expiresAt: number;
}

/** What popup, options page and content scripts use. Every rejection is a `LatchkeyError`. */
export interface Client {
  /** The API's answer as a real `Response`; paths are resolved against the server's origin. */
  fetch(input: string | URL | Request, init?: FetchInit): Promise<Response>;
  /** The access token on extension pages; a capability token of this scope in content scripts that the policy lists. */
  getToken(options?: { scope?: string }): Promise<Token>;
  state(): Promise<SessionState>;
  /** Calls the listener with the state now and after each change. @returns a function that stops it. */
  onStateChange(listener: (state: SessionState) => void): () => void;
}

export interface Credentials {
  username: string;
  password: string;
}

export interface Check {
  readonly id: 'host-permission' | 'server' | 'origin' | 'cookie' | 'clock' | 'key' | 'session';
  readonly ok: boolean;
  /** For `ok: false`, which of the known causes it is; a message key for the interface. */
  readonly problem?: string;
  /** Figures that belong to it, such as the clock's offset in milliseconds. */
  readonly data?: Readonly<Record<string, string | number>>;
}

export interface DeniedRequest {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly sender: string;
  readonly request: string;
  readonly reason: string;
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

import type { SessionState } from '../protocol/session-state.ts';
import type { After } from '../protocol/with-deadline.ts';

/**
 * What the broker needs of the world. `extension/latchkey/platform` implements these on a browser's APIs and
 * `extension/latchkey/testing` in memory; the broker itself touches neither clock nor network nor storage.
 */
export interface Ports {
  readonly clock: Clock;
  /** From 0 to 1, as `Math.random`: for jitter, not for secrets. */
  readonly random: () => number;
  /** The network, as `globalThis.fetch`. */
  readonly fetch: (input: Request | URL, init?: RequestInit) => Promise<Response>;
  /** False only where this machine surely has none; true says nothing about the server. */
  readonly hasNetwork: () => boolean;
  /** Survives the browser: who is signed in, nothing secret. Closed to content scripts. */
  readonly persisted: RecordStore;
  /** Survives the worker, not the browser: the access token. Never on disk, closed to content scripts. */
  readonly sessionScoped: RecordStore;
  /** Survives the worker: the calls that were denied. */
  readonly deniedRequests: RecordStore;
  readonly keys: KeyStore;
  readonly sealer: Sealer;
  readonly alarm: Alarm;
  readonly signInTabs: SignInTabs;
  /** Tells every context; never rejects and never waits. */
  readonly publish: (state: SessionState) => void;
  /** Whether the user still grants access to the server's host. */
  readonly hostPermission: () => Promise<boolean>;
}

/** This machine's clock. */
export interface Clock {
  /** Milliseconds since the epoch. May jump either way. */
  now(): number;
  /** Timers that die with the worker. */
  readonly after: After;
}

/** Holds one record. What comes out was written by an older version, or by nobody: parse it. */
export interface RecordStore {
  load(): Promise<unknown>;
  save(value: unknown): Promise<void>;
}

/** The place of one thing. */
export interface Held<T> {
  /** `null` where there is none. Rejects where the store can not be asked, which is not the same. */
  load(): Promise<T | null>;
  /** Puts it in the place of what is there. */
  save(value: T): Promise<void>;
}

/** The key that the session is bound to. It can be used, never read (non-extractable). */
export type KeyStore = Held<CryptoKeyPair>;

/** Makes text unreadable to whoever can read the storage and not use this browser's key. */
export interface Sealer {
  /** Rejects where the key can not be asked for. */
  seal(text: string): Promise<string>;
  /** `null` for what this key has not sealed. Rejects where the key can not be asked for, which is not the same. */
  open(sealed: string): Promise<string | null>;
}

/** The tabs in which people sign in. What happens in tabs wakes the worker only while somebody wants to know. */
export interface SignInTabs {
  /** Opens a page of the server in front of the person. @returns its tab, `null` where there is none to name. */
  open(url: string): Promise<number | null>;
  /** Never rejects: the person may have closed it. */
  close(tabId: number): Promise<void>;
  /** From now on the broker is told which of the server's pages tabs arrive at, and which tabs are closed. */
  watch(): void;
  ignore(): void;
}

/** Wakes the worker again and again, at least 30 s apart, while there is something left to do. */
export interface Alarm {
  ensure(): Promise<void>;
  clear(): Promise<void>;
}

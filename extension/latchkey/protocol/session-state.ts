/** Who is signed in, as the server names them. */
export interface SignedInUser {
  readonly id: string;
  readonly username: string;
}

/** Why nobody is signed in. `none`: nobody was; the others tell what ended the session. */
export type SignedOutReason =
  | 'none'
  | 'user'
  | 'elsewhere'
  | 'reuse'
  | 'expired'
  | 'cookie-lost'
  | 'key-lost';

/** What a signed-in session is doing at the moment; neither `refreshing` nor `offline` ends it. */
export type Condition = 'idle' | 'refreshing' | 'offline';

/**
 * The session as every context may see it: no token, no cookie, no key. `version` grows with every change, so
 * that a push that arrives late can be told from a newer one.
 */
export type SessionState =
  | { readonly status: 'unknown'; readonly version: number }
  | {
      readonly status: 'signed-in';
      readonly version: number;
      readonly user: SignedInUser;
      readonly sessionId: string;
      /** Milliseconds since the epoch, by the server's clock. */
      readonly signedInAt: number;
      readonly condition: Condition;
    }
  | {
      readonly status: 'signed-out';
      readonly version: number;
      readonly reason: SignedOutReason;
      /** The user has signed out, and the server could not be told so far; it is as soon as it can be reached. */
      readonly unfinished?: 'here' | 'everywhere';
    };

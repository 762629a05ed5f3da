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

/**
 * Why a sign-in in a tab has signed nobody in: the person said no on its page, it took more than ten minutes, its tab
 * was closed, it was given up in the extension, or the browser does not keep what the session needs.
 */
export type FlowEndReason = 'denied' | 'expired' | 'closed' | 'cancelled' | 'cookie-not-kept';

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
      /** A sign-in on a page in a tab: it waits for its end there, or has ended without signing anybody in. */
      readonly flow?:
        | {
            readonly type: 'waiting';
            readonly way: string | null;
            /** To be shown: the page asks for it where it has not the cookie of this browser. */
            readonly code?: string;
          }
        | { readonly type: 'ended'; readonly reason: FlowEndReason };
    };

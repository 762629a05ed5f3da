import type { Identity } from '../accounts/identity.ts';
import type { SessionId, Thumbprint } from '../session/record.ts';
import type { Millis } from '../time/time.ts';

declare const brand: unique symbol;

/** Names a flow in its addresses; it opens nothing without the flow's cookie or the key that began it. */
export type FlowId = string & { readonly [brand]: 'flow id' };

export const flowId = (value: string): FlowId => value as FlowId;

/** Whom a way of signing in has found. */
export type Found =
  /** Somebody whose account is kept elsewhere. */
  | { readonly type: 'identity'; readonly identity: Identity }
  /** Somebody who has shown that an account of this server is theirs. */
  | {
      readonly type: 'account';
      readonly identity: Identity;
      /** A mark of the password by which; `null` where it was a passkey. */
      readonly password: string | null;
      /** The credential id of the passkey by which. */
      readonly passkey?: string;
    }
  /** A person as a provider knows them, whether they have an account or not. */
  | ({ readonly type: 'external' } & ExternalIdentity);

/** A person as a provider knows them. Only issuer and subject together say who it is (OpenID Connect Core, 5.7). */
export interface ExternalIdentity {
  readonly issuer: string;
  readonly subject: string;
  /** What the account may be called where there is none yet; says nothing about who it is. */
  readonly suggestedName: string;
}

/** One visit to a provider: what its return is held against. */
export interface Visit {
  readonly way: string;
  /** RFC 6749 section 4.1.1; for this visit alone. */
  readonly state: string;
  /** What the way has to remember until the return, such as PKCE's verifier and the nonce. */
  readonly kept: Readonly<Record<string, string>>;
}

/** Why a way has brought nobody; the page says it in words. */
export type FlowFailure =
  /** The person said no at the provider. */
  | 'declined'
  /** The provider could not be reached, or is out of order. */
  | 'provider-unavailable'
  /** What came back was not what had been asked for, or did not hold. */
  | 'provider-answer-refused'
  /** Nobody has an account by this identity, and none is made. */
  | 'signup-closed'
  /** The passkey is of no account here, as after it was removed on the account page. */
  | 'passkey-unknown'
  /** Username and password do not belong together. */
  | 'wrong-password'
  /** There were too many wrong ones. */
  | 'too-many-guesses'
  /** What should be added to an account is there already. */
  | 'there-already'
  /** What should be added to an account is another one's. */
  | 'of-another-account'
  /** One account should be confirmed, and another was. */
  | 'another-account'
  /** An account has as many ways as it may have. */
  | 'too-many-ways';

/** The last way that was tried, where it brought nobody. */
export interface FailedWay {
  readonly way: string;
  readonly why: FlowFailure;
}

/** Whom the click was for. */
export interface Approval {
  readonly identity: Identity;
  /** Whether the account is kept by this server, or by whoever names the identity. */
  readonly account: 'here' | 'elsewhere';
  /** A mark of the password that was shown, so that one which is changed before the claim lets nobody in. */
  readonly password: string | null;
  readonly way: string;
}

/** What a provider has found, to be added to the account that is signed in to next. */
export interface Candidate {
  readonly external: ExternalIdentity;
  readonly way: string;
}

/** What a flow is for. */
export type FlowPurpose =
  /** `toAdd`: the person has an account already and signs in to it by a way that it has. */
  | { readonly type: 'sign-in'; readonly toAdd: Candidate | null }
  /** For somebody who is signed in by this session, and whose key has begun it. */
  | {
      readonly type: 'add-way' | 'remove-account';
      readonly owner: Identity;
      readonly session: SessionId;
    };

/** Where a flow stands. */
export type FlowState =
  | { readonly status: 'pending'; readonly visit: Visit | null; readonly failure: FailedWay | null }
  /** Somebody is known to be there and has not agreed yet. `ticket` ties the click to what was shown. */
  | { readonly status: 'found'; readonly found: Found; readonly way: string; readonly ticket: string }
  | ({ readonly status: 'approved' } & Approval)
  | ({ readonly status: 'claimed'; readonly session: SessionId } & Approval)
  /** What it was for is done; there is nothing to claim. */
  | { readonly status: 'completed' }
  | { readonly status: 'denied' };

/** A sign-in on its way, from the extension's call to the pair; one record, so that each step is one comparison. */
export type FlowRecord = {
  readonly id: FlowId;
  /** The key that began it, and the only one that can claim it. */
  readonly jkt: Thumbprint;
  /** SHA-256 of the cookie's value: the browser in which it was begun. */
  readonly browser: string;
  readonly purpose: FlowPurpose;
  /** The way that was asked for; `null` leaves the choice to the page. */
  readonly way: string | null;
  /** What the device is called in the owner's list of sessions. */
  readonly label: string;
  readonly createdAt: Millis;
  readonly expiresAt: Millis;
  /** What another cookie jar is let in by, once; `null` where the operator wants none. */
  readonly code: string | null;
  readonly wrongCodes: number;
  /** SHA-256 of the cookie of the jar that was let in by it. */
  readonly admitted: string | null;
  /** How often a provider was visited. */
  readonly visits: number;
  readonly state: FlowState;
};

import type { LatchkeyError } from '../protocol/errors.ts';
import type { Challenge, Check, SolvedChallenge, Way } from '../protocol/messages.ts';
import type { Clock, Ports } from './ports.ts';
import type { Failure } from './session/backoff.ts';
import type { EndReason } from './session/end-reason.ts';
import type { Flow } from './session/flow.ts';
import type { Grant } from './session/grant.ts';

/** What a refresh has brought. */
export type RefreshOutcome =
  | { readonly type: 'refreshed'; readonly grant: Grant }
  /** The server's verdict. Whatever is not surely one is a failure: a session that is kept in vain costs nothing. */
  | { readonly type: 'session-ended'; readonly reason: EndReason }
  | { readonly type: 'refresh-failed'; readonly failure: Failure }
  /** The session goes on and has no token for this audience, however often it is asked for. */
  | { readonly type: 'refresh-refused'; readonly error: LatchkeyError };

/** What a sign-in has brought. */
export type AuthenticateOutcome =
  | { readonly type: 'authenticated'; readonly grant: Grant }
  /** The server said no, or is out of order, but has not let anybody in. */
  | { readonly type: 'refused'; readonly error: LatchkeyError }
  /** No answer: whether the server let the user in is not known. */
  | { readonly type: 'lost'; readonly error: LatchkeyError };

/** What a person signs in or registers with. */
export interface SignInRequest {
  readonly type: 'sign-in' | 'register';
  readonly username: string;
  readonly password: string;
  /** What else the form asks for: a captcha's answer, a one-time code. */
  readonly fields: Readonly<Record<string, string>>;
  /** `null` where the backend has given no challenge. */
  readonly solvedChallenge: SolvedChallenge | null;
}

/** What a flow is answered when the extension asks whether the person has agreed (RFC 8628 section 3.5). */
export type ClaimOutcome =
  | { readonly type: 'authenticated'; readonly grant: Grant }
  | { readonly type: 'pending' }
  | { readonly type: 'over'; readonly reason: 'denied' | 'expired' }
  /** No answer: the same question brings it again. */
  | { readonly type: 'lost' };

/** What is to be done to an account on a page of the server; `way` where it is known which. */
export interface AccountChange {
  readonly purpose: 'add-way' | 'remove-account';
  readonly way: string | null;
}

/** Whether the browser could go on with a session once its access token has run out. */
export type Keeping =
  | 'kept'
  /** What belongs to the session is not there, though the browser keeps such things for this server. */
  | 'absent'
  /** The browser keeps nothing for this server. */
  | 'blocked'
  /** What the browser sends along is more than the server takes. */
  | 'too-many-cookies'
  | 'key-unavailable'
  | 'unknown';

/** Signing in on a page of the server, in a tab of its own. */
export interface FlowBackend {
  /**
   * Begins a sign-in by the way that is named, or with the choice left to the page.
   * @throws LatchkeyError `refused`, `offline`, `server-unavailable`, `key-store-unavailable`
   */
  begin(way: string | null): Promise<Flow>;
  /**
   * Begins one that changes the account which is signed in to. @returns its page
   * @throws LatchkeyError as `begin`
   */
  beginForAccount?(change: AccountChange, accessToken: string): Promise<string>;
  /** Asks what has come of it. Never rejects. */
  claim(flow: Flow): Promise<ClaimOutcome>;
  /** Whether a tab at this address is at the flow's end, and worth a question at once. */
  endsAt(flow: Flow, url: string): boolean;
  /** Whether the page at its end says nothing to the person, so that its tab is closed with it. */
  readonly closesTab: boolean;
  /** Nobody waits for it any more; without an answer it ends by itself. Never rejects. */
  end(flow: Flow): Promise<void>;
}

/**
 * The server that keeps the sessions, as the broker sees it. The broker asks one thing at a time, never refreshes twice
 * at once, keeps the session through everything that is no verdict, and saves what it was given before it uses it;
 * a backend knows how its server is asked. `authenticate`, `refresh` and `signOut` never reject. What is optional may
 * be missing: the broker then answers `not-supported`.
 */
export interface Backend {
  /** Signs in or registers, as `request.type` says. */
  authenticate(request: SignInRequest): Promise<AuthenticateOutcome>;
  /**
   * Asks for the next access token, and for what the refresh after that one needs.
   * @param kept of the last grant, where there was one: a refresh token, or what shows that the last answer came
   * @param signal fires when nobody waits any more
   * @param audience as `audienceOf` has named it, for a token that is for another API than the session's own
   */
  refresh(kept: string | null, signal?: AbortSignal, audience?: string | null): Promise<RefreshOutcome>;
  /** Ends the session on the server. @returns `null` when it is done or there is nothing that could be done, else why to try again later. */
  signOut(session: {
    readonly accessToken: string | undefined;
    readonly kept: string | null;
  }): Promise<Failure | null>;
  /** Ends the user's other sessions. `refused`: this access token is no longer good for it. */
  endOtherSessions?(accessToken: string): Promise<Failure | 'refused' | null>;
  /** What a sign-in by password has to solve first; `null` for nothing. May reject with a `LatchkeyError`. */
  challenge?(): Promise<Challenge | null>;
  /** How people sign in, in the order in which to offer it. May reject with a `LatchkeyError`. */
  ways?(): Promise<readonly Way[]>;
  readonly flow?: FlowBackend;
  /**
   * For whom the token is that calls to this origin take (RFC 8707); `null` for the session's own token, which every API
   * that the policy names gets without this.
   */
  audienceOf?(origin: string): string | null;
  /**
   * Sends an API call with a token whose `type` is `DPoP`: `Authorization` and the proof are the backend's to set
   * (RFC 9449 section 7). Rejects as `fetch` does, and with a `LatchkeyError` where the key can not be used.
   */
  fetchWithProof?(request: Request, accessToken: string): Promise<Response>;
  /** Where a POST of `{ scope }` brings a token of narrower scope. */
  readonly capabilityTokenPath?: string;
  /**
   * Finds out without a refresh whether the session could be gone on with. Asked right after a sign-in, so that it is
   * said at once when it can not last, and by the doctor. Never rejects.
   */
  keeping?(): Promise<Keeping>;
  /** Whether every session is bound to a key of this browser: only then does the doctor miss one that is not there. */
  readonly keyBound?: boolean;
  /** What the doctor can find out about this server. Never rejects. */
  checks?(permitted: boolean): Promise<readonly Check[]>;
}

/** What the broker knows about the server's clock and nonce, and learns from each answer. */
export interface ServerHints {
  /** `clockOffsetMs`: how far the server's clock is ahead. */
  read(): { readonly clockOffsetMs: number; readonly nonce: string | null };
  /** Keeps what an answer has told. @param heard `nonce` only by who has sent a proof; `null` when the server wants none in the next one */
  learn(heard: { clockOffsetMs: number | null; nonce?: string | null }): Promise<void>;
}

/** What a backend is made from. It touches neither clock nor network nor storage but by these. */
export interface BackendTools extends Pick<Ports, 'random' | 'fetch' | 'hasNetwork' | 'keys' | 'sealer'> {
  readonly clock: Clock;
  readonly serverOrigin: string;
  readonly extensionId: string;
  readonly hints: ServerHints;
}

/** Makes the backend once, when the worker starts: what `startBrokerWith` takes. */
export type CreateBackend = (tools: BackendTools) => Backend;

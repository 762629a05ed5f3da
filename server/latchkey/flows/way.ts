import type { Identity } from '../accounts/identity.ts';
import { StartError } from '../errors/start-error.ts';
import type { FlowFailure, Found } from './record.ts';

/** What goes with a person to a provider. */
export interface Departure {
  /** Where the provider sends them back to; registered there, to the letter (RFC 9700 section 2.1). */
  readonly redirectUri: string;
  /** RFC 6749 section 4.1.1; comes back unchanged. */
  readonly state: string;
}

/**
 * A way of signing in by a provider's page in the flow's tab. `oidc()` makes one; one of your own needs these members
 * and nothing else.
 */
export interface RedirectWay {
  readonly kind: 'redirect';
  /** Part of addresses: lower-case letters, digits and `-`. */
  readonly id: string;
  /** What is on the button, as the provider writes itself. */
  readonly name: string;
  /** Checked once at start, so that a missing package stops the start and not the first user. @throws {StartError} */
  readonly ready: () => Promise<void>;
  /**
   * @returns where to send the person, and what to remember until they are back
   * @throws {WayError} when the provider can not be asked
   */
  readonly leave: (
    departure: Departure,
  ) => Promise<{ readonly url: URL; readonly kept: Readonly<Record<string, string>> }>;
  /**
   * @param callback the address they came back to, with the provider's answer in its query
   * @param kept what {@link leave} had to remember
   * @returns who it is, or `null` for somebody who is not let in
   * @throws {WayError} for an answer that says no, or that does not hold
   */
  readonly arrive: (
    callback: URL,
    departure: Departure,
    kept: Readonly<Record<string, string>>,
  ) => Promise<Found | null>;
}

/** The form for username and password in the extension's own page; it needs no tab. */
export interface PasswordWay {
  readonly kind: 'password';
  readonly id: 'password';
}

/** Passkeys of this server, made and shown on its pages. `passkey()` makes it. */
export interface PasskeyWay {
  readonly kind: 'passkey';
  readonly id: 'passkey';
  /** What the browser's dialog says that the passkey is for; the server's host name unless said. */
  readonly siteName: string | null;
  /** Checked once at start. @throws {StartError} for a package that is missing, or an address without passkeys */
  readonly ready: (publicUrl: string) => Promise<void>;
}

/** The session that a website on the same origin has with this browser. `website()` makes it. */
export interface WebsiteWay {
  readonly kind: 'website';
  readonly id: 'website';
  /** What is on the button. */
  readonly name: string;
  /** Where people sign in at the website. */
  readonly signInUrl: string;
  /** Checked once at start. @throws {StartError} for an address that no page can have */
  readonly ready: (publicUrl: string) => Promise<void>;
  /** Reads the website's session of a request. @returns whose it is; `null` for nobody's */
  readonly who: (request: Request) => Promise<Identity | null>;
}

/** How people sign in: what `signIn` of `openLatchkey` lists. */
export type SignInWay = RedirectWay | PasswordWay | PasskeyWay | WebsiteWay;

/** Username and password, typed in the popup. Offered by itself where no ways are given. */
export const password = (): PasswordWay => ({ kind: 'password', id: 'password' });

/** A way that has brought nobody. Thrown by `leave` and `arrive`; the page says in words what `failure` is. */
export class WayError extends Error {
  override name = 'WayError' as const;
  readonly failure: FlowFailure;

  constructor(failure: FlowFailure, message: string, options?: ErrorOptions) {
    super(message, options);
    this.failure = failure;
  }
}

/** @throws {StartError} for ways that can not be told apart, or that lack what they need */
export async function checkWays(ways: readonly SignInWay[], publicUrl: string): Promise<void> {
  if (ways.length === 0) throw new StartError('signIn is empty: nobody could sign in');
  for (const [index, way] of ways.entries()) {
    if (!/^[a-z0-9-]{1,64}$/.test(way.id)) {
      throw new StartError(`signIn: the id ${way.id} must be of lower-case letters, digits and -`);
    }
    if (ways.findIndex(({ id }) => id === way.id) !== index) {
      throw new StartError(`signIn: two ways have the id ${way.id}; give one of them another`);
    }
    if (way.kind !== 'password') await way.ready(publicUrl);
  }
}

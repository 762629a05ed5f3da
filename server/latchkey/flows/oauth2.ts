import type * as client from 'openid-client';
import type { Identity } from '../accounts/identity.ts';
import { isThisMachine } from '../config/public-url.ts';
import { departure, foundAs, openidClient, providerError, TIMEOUT_SECONDS } from './code-flow.ts';
import type { ExternalIdentity } from './record.ts';
import { type RedirectWay, WayError } from './way.ts';

/** A person as a provider's API tells of them. */
export type ProviderPerson = Omit<ExternalIdentity, 'issuer'>;

/** A provider, this server's registration there, and what to make of who comes by it. */
export interface OAuth2Options {
  /** Part of the redirect address, `…/sign-in/callback/ID`. */
  readonly id: string;
  /** What is on the button. */
  readonly name: string;
  /** Names the provider for ever: accounts are found by it and the subject. Its origin, where it says nothing better. */
  readonly issuer: string;
  /** Where people are sent (RFC 6749 section 3.1). */
  readonly authorizationEndpoint: string;
  /** Where the code is exchanged (RFC 6749 section 3.2). */
  readonly tokenEndpoint: string;
  readonly clientId: string;
  /** Left out for a public client, which PKCE alone protects. */
  readonly clientSecret?: string;
  /** What the access token shall be good for; the provider's least where it is left out. */
  readonly scope?: string;
  /**
   * Asks the provider's API who has come.
   * @param read a GET with the access token, its JSON as the answer
   * @returns the subject, which must never change and never be given to somebody else, and a name; `null` for somebody
   * who is not let in
   */
  readonly who: (read: (url: string) => Promise<unknown>) => Promise<ProviderPerson | null>;
  /**
   * Whom of accounts that are kept elsewhere the provider means; `null` for somebody who is not let in. Without it
   * the account is kept here, made at the first sign-in and found by issuer and subject from then on.
   */
  readonly identity?: (person: ProviderPerson) => Promise<Identity | null>;
}

/**
 * Sign-in by an OAuth 2.0 provider that has no discovery document and no ID token. The authorization code flow with
 * PKCE and state; who it is says the provider's API to the server itself, by a token that nobody else has seen.
 * {@link github} is one.
 */
export function oauth2({
  id,
  name,
  issuer,
  authorizationEndpoint,
  tokenEndpoint,
  clientId,
  clientSecret,
  scope,
  who,
  identity,
}: OAuth2Options): RedirectWay {
  function configuration(openid: typeof client): client.Configuration {
    const metadata = {
      issuer,
      authorization_endpoint: authorizationEndpoint,
      token_endpoint: tokenEndpoint,
    };
    const provider = new openid.Configuration(metadata, clientId, clientSecret);
    provider.timeout = TIMEOUT_SECONDS;
    // A provider on this machine, as in development; everywhere else TLS is demanded.
    if (isThisMachine(new URL(tokenEndpoint).hostname)) openid.allowInsecureRequests(provider);
    return provider;
  }

  async function personOf(
    callback: URL,
    expectedState: string,
    { verifier }: Readonly<Record<string, string>>,
  ): Promise<ProviderPerson | null> {
    const openid = await openidClient();
    const provider = configuration(openid);
    try {
      const { access_token } = await openid.authorizationCodeGrant(provider, callback, {
        expectedState,
        ...(verifier !== undefined && { pkceCodeVerifier: verifier }),
      });
      return await who(async (url) => {
        const headers = new Headers({ Accept: 'application/json' });
        const answer = await openid.fetchProtectedResource(
          provider,
          access_token,
          new URL(url),
          'GET',
          undefined,
          headers,
        );
        if (answer.ok) return answer.json();
        const failure = answer.status >= 500 ? 'provider-unavailable' : 'provider-answer-refused';
        throw new WayError(failure, `${url} has answered ${answer.status}`);
      });
    } catch (cause) {
      throw providerError(openid, issuer, cause);
    }
  }

  return {
    kind: 'redirect',
    id,
    name,
    ready: async () => void (await openidClient()),

    async leave(to) {
      const openid = await openidClient();
      const parameters = scope === undefined ? {} : { scope };
      const { url, verifier } = await departure(openid, configuration(openid), to, parameters);
      return { url, kept: { verifier } };
    },

    async arrive(callback, { state }, kept) {
      const person = await personOf(callback, state, kept);
      if (person === null) return null;
      // Of a subject that is left empty, everybody would be the same person.
      if (person.subject === '') throw new WayError('provider-answer-refused', `${issuer} has named nobody`);
      return foundAs(person, (known) => ({ issuer, ...known }), identity);
    },
  };
}

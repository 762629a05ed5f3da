import type * as client from 'openid-client';
import type { Identity } from '../accounts/identity.ts';
import { isThisMachine } from '../config/public-url.ts';
import { departure, foundAs, openidClient, providerError, TIMEOUT_SECONDS } from './code-flow.ts';
import type { ExternalIdentity } from './record.ts';
import { type RedirectWay, WayError } from './way.ts';

/** A provider, this server's registration there, and what to make of who comes by it. */
export interface OidcOptions {
  /** The provider's issuer identifier, whose discovery document says the rest (OpenID Connect Discovery, 4). */
  readonly issuer: string;
  readonly clientId: string;
  /** Left out for a public client, which PKCE alone protects. */
  readonly clientSecret?: string;
  /** Part of the redirect address, `…/sign-in/callback/ID`; `oidc` unless several providers need telling apart. */
  readonly id?: string;
  /** What is on the button; the issuer's host where there is no better one. */
  readonly name?: string;
  /** `openid profile` unless said otherwise. */
  readonly scope?: string;
  /**
   * Whom of accounts that are kept elsewhere the provider means; `null` for somebody who is not let in. Without it
   * the account is kept here, made at the first sign-in and found by issuer and subject from then on.
   */
  readonly identity?: (claims: ProviderClaims) => Promise<Identity | null>;
}

/**
 * Sign-in by an OpenID provider: Google, Microsoft, Keycloak, Auth0, whatever has a discovery document. The
 * authorization code flow with PKCE, state, nonce, and the issuer in the answer checked where the provider names it
 * (RFC 9207); the code is exchanged by the server, so that no secret is in the extension.
 *
 * @example
 * openLatchkey(config, {
 *   signIn: [
 *     password(),
 *     oidc({ id: 'google', name: 'Google', issuer: 'https://accounts.google.com', clientId, clientSecret }),
 *   ],
 * });
 */
export function oidc({
  issuer,
  clientId,
  clientSecret,
  id = 'oidc',
  name = new URL(issuer).host,
  scope = 'openid profile',
  identity,
}: OidcOptions): RedirectWay {
  let discovered: Promise<client.Configuration> | undefined;

  /** Once for all; a discovery that failed is tried again by the next person. */
  async function configuration(openid: typeof client): Promise<client.Configuration> {
    discovered ??= openid.discovery(new URL(issuer), clientId, clientSecret, undefined, {
      timeout: TIMEOUT_SECONDS,
      // A provider on this machine, as in development; everywhere else TLS is demanded.
      execute:
        issuer.startsWith('http:') && isThisMachine(new URL(issuer).hostname)
          ? [openid.allowInsecureRequests]
          : [],
    });
    try {
      return await discovered;
    } catch (cause) {
      discovered = undefined;
      throw new WayError('provider-unavailable', `${issuer} can not be asked`, { cause });
    }
  }

  return {
    kind: 'redirect',
    id,
    name,
    ready: async () => void (await openidClient()),

    async leave(to) {
      const openid = await openidClient();
      const nonce = openid.randomNonce();
      const provider = await configuration(openid);
      const { url, verifier } = await departure(openid, provider, to, { scope, nonce });
      return { url, kept: { verifier, nonce } };
    },

    async arrive(callback, { state }, kept) {
      return foundAs(await claimsOf(callback, state, kept), identityFrom, identity);
    },
  };

  async function claimsOf(
    callback: URL,
    expectedState: string,
    { verifier, nonce }: Readonly<Record<string, string>>,
  ): Promise<ProviderClaims> {
    const openid = await openidClient();
    const provider = await configuration(openid);
    try {
      const tokens = await openid.authorizationCodeGrant(provider, callback, {
        expectedState,
        ...(nonce !== undefined && { expectedNonce: nonce }),
        ...(verifier !== undefined && { pkceCodeVerifier: verifier }),
        idTokenExpected: true,
      });
      const claims = tokens.claims();
      if (claims === undefined) throw new Error('there is no ID token');
      if (nameIn(claims) !== undefined || provider.serverMetadata().userinfo_endpoint === undefined)
        return claims;
      // Providers that follow the letter keep names out of the ID token (OpenID Connect Core 1.0, section 5.4).
      const more = await openid
        .fetchUserInfo(provider, tokens.access_token, claims.sub)
        .catch(() => ({}) as Readonly<Record<string, unknown>>);
      return { ...more, ...claims };
    } catch (cause) {
      throw providerError(openid, issuer, cause);
    }
  }
}

/** The ID token's claims (OpenID Connect Core 1.0, section 2); nothing but issuer and subject is sure to stay. */
export type ProviderClaims = Readonly<Record<string, unknown>> & {
  readonly iss: string;
  readonly sub: string;
};

function identityFrom(claims: ProviderClaims): ExternalIdentity {
  return { issuer: claims.iss, subject: claims.sub, suggestedName: nameIn(claims) ?? 'user' };
}

/** What an account may be called; which person it is says the subject alone. */
function nameIn({ preferred_username, nickname, name }: ProviderClaims): string | undefined {
  const isName = (claim: unknown): claim is string => typeof claim === 'string' && claim !== '';
  return [preferred_username, nickname, name].find(isName);
}

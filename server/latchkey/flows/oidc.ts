import type * as client from 'openid-client';
import type { Identity } from '../accounts/identity.ts';
import { isThisMachine } from '../config/public-url.ts';
import { StartError } from '../errors/start-error.ts';
import type { ExternalIdentity, FlowFailure } from './record.ts';
import { type RedirectWay, WayError } from './way.ts';

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

/** A provider has this long to answer, in seconds; the person sees a blank tab meanwhile. */
const TIMEOUT_SECONDS = 8;

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
    ready: async () => void (await library()),

    async leave({ redirectUri, state }) {
      const openid = await library();
      const provider = await configuration(openid);
      const verifier = openid.randomPKCECodeVerifier();
      const nonce = openid.randomNonce();
      const url = openid.buildAuthorizationUrl(provider, {
        redirect_uri: redirectUri,
        scope,
        state,
        nonce,
        code_challenge: await openid.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
      });
      return { url, kept: { verifier, nonce } };
    },

    async arrive(callback, { state }, kept) {
      const claims = await claimsOf(callback, state, kept);
      if (identity === undefined) return { type: 'external', ...identityFrom(claims) };
      const found = await identity(claims);
      return found === null ? null : { type: 'identity', identity: found };
    },
  };

  async function claimsOf(
    callback: URL,
    expectedState: string,
    { verifier, nonce }: Readonly<Record<string, string>>,
  ): Promise<ProviderClaims> {
    const openid = await library();
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
      throw new WayError(failureOf(openid, cause), `${issuer} has let nobody in`, { cause });
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

function failureOf(openid: typeof client, cause: unknown): FlowFailure {
  if (cause instanceof openid.AuthorizationResponseError) {
    const { error } = cause;
    if (error === 'access_denied') return 'declined';
    return error === 'server_error' || error === 'temporarily_unavailable'
      ? 'provider-unavailable'
      : 'provider-answer-refused';
  }
  const timedOut = cause instanceof openid.ClientError && cause.code === 'OAUTH_TIMEOUT';
  // What fetch throws where nobody answers.
  return timedOut || cause instanceof TypeError ? 'provider-unavailable' : 'provider-answer-refused';
}

/** Loaded when it is needed: a server without providers has no need of the package. */
async function library(): Promise<typeof client> {
  try {
    return await import('openid-client');
  } catch (cause) {
    throw new StartError('oidc() needs the package openid-client: npm install openid-client', { cause });
  }
}

import * as oauth4webapi from 'oauth4webapi';
import type { Backend, ClaimOutcome, CreateBackend, FlowBackend } from '../../broker/backend.ts';
import { notSupported } from '../../broker/not-supported.ts';
import type { Flow } from '../../broker/session/flow.ts';
import type { Grant } from '../../broker/session/grant.ts';
import { LatchkeyError } from '../../protocol/errors.ts';
import { jwtLifeSeconds } from '../jwt-claims.ts';
import { textOf } from '../send.ts';
import { type AuthorizationServer, createAuthorizationServer } from './authorization-server.ts';
import { createProofs, type DpopUse, isBound, withNonce } from './dpop.ts';
import { byKeyStore, failureOf, isTransient, isUnreachable, oauthError } from './failure.ts';
import { createFetchWithProof } from './fetch-with-proof.ts';
import { redirectUriOf } from './redirect-uri.ts';

/** A provider, and this extension's registration there. */
export interface OAuthOptions {
  /** The provider's issuer identifier, whose discovery document says the rest. */
  readonly issuer: string;
  /** Of a public client: an extension can keep no secret. */
  readonly clientId: string;
  /** `openid profile offline_access` unless said otherwise. */
  readonly scopes?: readonly string[];
  /** The API that the access token is for (RFC 8707). */
  readonly resource?: string;
  /** What else the provider wants to be asked with, such as `audience` or `prompt`. */
  readonly parameters?: Readonly<Record<string, string>>;
  /**
   * Where the provider sends people back to, as it is registered there. `https://ID.chromiumapp.org/` in Chromium and
   * `https://HASH.extensions.allizom.org/` in Firefox unless said otherwise; the manifest needs the host permission.
   */
  readonly redirectUri?: string;
  /**
   * Whether sessions are bound to this browser's key (RFC 9449), so that a copied token is worth nothing. Unless said
   * otherwise where the provider's metadata offers it; an API that challenges with `Bearer` alone gets the token alone.
   * `required` signs nobody in without it and sends no token without a proof; `off` asks for none.
   */
  readonly dpop?: DpopUse;
}

/** A person who has not come back by then begins again. */
const FLOW_MS = 600_000;
/** How often somebody looks whether that time is over. */
const INTERVAL_MS = 60_000;
const UNKNOWN_LIFE_SECONDS = 300;

/** What is kept of a flow until the person comes back; useless without the code (RFC 7636). */
interface Begun {
  readonly verifier: string;
  readonly state: string;
  readonly nonce: string;
  readonly redirectUri: string;
  readonly jkt: string | null;
}

/** What is kept between refreshes, sealed. */
interface Kept {
  readonly refreshToken: string;
  readonly user: Grant['user'];
  /** The thumbprint of the key that it is bound to; `null` where it is bound to none. */
  readonly jkt: string | null;
}

/**
 * The backend of an OAuth 2.0 or OpenID provider (Keycloak, Auth0, Entra): a public client with PKCE, signed in in a
 * tab, with a refresh token that may rotate (RFC 9700 section 4.14). The flow is kept where it outlives the worker,
 * which `identity.launchWebAuthFlow` does not. The refresh token is sealed by a key that can be used and not read, and
 * bound to another one (DPoP) where the provider offers it; code that runs in the extension's own origin can use both.
 * @throws TypeError when `issuer` is no URL
 * @example
 * oauth({ issuer: 'https://id.example.com', clientId: 'my-extension', resource: 'https://api.example.com' });
 */
export function oauth(options: OAuthOptions): CreateBackend {
  const {
    clientId,
    scopes = ['openid', 'profile', 'offline_access'],
    resource,
    parameters = {},
    dpop = 'offered',
  } = options;
  const issuer = new URL(options.issuer);
  const none = oauth4webapi.None();
  const audience: Record<string, string> = resource === undefined ? {} : { resource };

  return (tools) => {
    const { clock, hasNetwork } = tools;
    const server = createAuthorizationServer(tools, issuer, clientId);
    const proofs = createProofs(tools);
    const seal = (content: Begun | Kept) => byKeyStore(tools.sealer.seal(JSON.stringify(content)));

    async function grantOf(
      answer: oauth4webapi.TokenEndpointResponse,
      before: Partial<Kept> & Pick<Kept, 'jkt'>,
      sentAtMs: number,
    ): Promise<Grant> {
      const { jkt } = before;
      const isProven = answer.token_type === 'dpop';
      if (dpop === 'required' && !isProven) throw new Error('The provider has bound the token to no key');
      const user = userOf(oauth4webapi.getValidatedIdTokenClaims(answer)) ?? before.user ?? NOBODY;
      const refreshToken = answer.refresh_token ?? before.refreshToken;
      const seconds = answer.expires_in ?? jwtLifeSeconds(answer.access_token) ?? UNKNOWN_LIFE_SECONDS;
      return {
        user,
        token: {
          value: answer.access_token,
          issuedAtMs: sentAtMs,
          expiresAtMs: sentAtMs + seconds * 1000,
          ...(isProven && { type: 'DPoP' }),
        },
        kept: refreshToken === undefined ? null : await seal({ refreshToken, user, jkt }),
        session: null,
      };
    }

    const failure = (error: unknown) => failureOf(error, hasNetwork());

    /** @returns `null` for what was sealed by another key, or is of another version. */
    async function unseal<Content extends Begun | Kept>(sealed: string | null): Promise<Content | null> {
      const text = sealed === null ? null : await byKeyStore(tools.sealer.open(sealed));
      return text === null ? null : { jkt: null, ...JSON.parse(text) };
    }

    /** What a request for tokens has, where they are bound to a key and where they are not. */
    const provenBy = async (jkt: string | null) => (jkt === null ? {} : { DPoP: await proofs.handle() });

    async function exchange(begun: Begun, url: URL, { metadata, client, options }: AuthorizationServer) {
      const answer = oauth4webapi.validateAuthResponse(metadata, client, url, begun.state);
      const proven = await provenBy(begun.jkt);
      const isOpenId = scopes.includes('openid');
      return withNonce(async () => {
        const sentAtMs = clock.now();
        const response = await oauth4webapi.authorizationCodeGrantRequest(
          metadata,
          client,
          none,
          answer,
          begun.redirectUri,
          begun.verifier,
          { ...options, ...proven, additionalParameters: audience },
        );
        const tokens = await oauth4webapi.processAuthorizationCodeResponse(metadata, client, response, {
          requireIdToken: isOpenId,
          ...(isOpenId && { expectedNonce: begun.nonce }),
        });
        return grantOf(tokens, { jkt: begun.jkt }, sentAtMs);
      });
    }

    async function renew(kept: Kept, { metadata, client, options }: AuthorizationServer) {
      const proven = await provenBy(kept.jkt);
      return withNonce(async () => {
        const sentAtMs = clock.now();
        const response = await oauth4webapi.refreshTokenGrantRequest(
          metadata,
          client,
          none,
          kept.refreshToken,
          { ...options, ...proven, additionalParameters: audience },
        );
        const tokens = await oauth4webapi.processRefreshTokenResponse(metadata, client, response);
        return grantOf(tokens, kept, sentAtMs);
      });
    }

    const flow: FlowBackend = {
      closesTab: true,

      async begin(way): Promise<Flow> {
        const { metadata } = await server().catch((cause) => {
          throw isUnreachable(cause)
            ? new LatchkeyError('offline', 'The provider can not be reached', { cause })
            : new LatchkeyError('server-unavailable', 'The provider does not say how to sign in', { cause });
        });
        const begun: Begun = {
          verifier: oauth4webapi.generateRandomCodeVerifier(),
          state: oauth4webapi.generateRandomState(),
          nonce: oauth4webapi.generateRandomNonce(),
          redirectUri: options.redirectUri ?? (await redirectUriOf(tools.extensionId)),
          jkt: isBound(dpop, metadata) ? await proofs.bind() : null,
        };
        const url = new URL(metadata.authorization_endpoint ?? '/authorize', issuer);
        const query = {
          ...parameters,
          ...audience,
          client_id: clientId,
          response_type: 'code',
          redirect_uri: begun.redirectUri,
          scope: scopes.join(' '),
          state: begun.state,
          code_challenge: await oauth4webapi.calculatePKCECodeChallenge(begun.verifier),
          code_challenge_method: 'S256',
          ...(scopes.includes('openid') && { nonce: begun.nonce }),
          ...(begun.jkt !== null && { dpop_jkt: begun.jkt }),
        };
        for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
        return {
          id: begun.state,
          url: url.href,
          way,
          intervalMs: INTERVAL_MS,
          begunAtMs: clock.now(),
          expiresAtMs: clock.now() + FLOW_MS,
          tabId: null,
          code: null,
          claimLost: false,
          kept: await seal(begun),
          arrivedAt: null,
        };
      },

      endsAt(_, url) {
        const { origin, pathname } = new URL(url);
        const expected = options.redirectUri ?? null;
        if (expected !== null) return url.startsWith(expected);
        return pathname === '/' && /^https:\/\/[\w-]+\.(chromiumapp|extensions\.allizom)\.org$/.test(origin);
      },

      async claim({ kept, arrivedAt, expiresAtMs }): Promise<ClaimOutcome> {
        try {
          const begun = await unseal<Begun>(kept);
          if (begun === null || clock.now() >= expiresAtMs) return { type: 'over', reason: 'expired' };
          const url = arrivedAt === null ? null : new URL(arrivedAt);
          // Somebody else's answer, or a link that was sent to this person, ends nothing.
          if (url?.searchParams.get('state') !== begun.state) return { type: 'pending' };
          return { type: 'authenticated', grant: await exchange(begun, url, await server()) };
        } catch (error) {
          if (oauthError(error) === 'access_denied') return { type: 'over', reason: 'denied' };
          // An answer that does not hold signs nobody in: wrong issuer, wrong nonce, a code that was used before.
          return isTransient(error) ? { type: 'lost' } : { type: 'over', reason: 'denied' };
        }
      },

      end: async () => {},
    };

    return {
      flow,

      fetchWithProof: createFetchWithProof(tools, proofs, dpop),

      ways: async () => [{ id: 'oauth', kind: 'redirect', name: issuer.host }],

      authenticate: async () => ({ type: 'refused', error: notSupported('A sign-in by password') }),

      async refresh(sealed, signal) {
        try {
          const kept = await unseal<Kept>(sealed);
          if (kept === null) return { type: 'session-ended', reason: 'unknown' };
          if (kept.jkt !== null && kept.jkt !== (await proofs.bind()))
            return { type: 'session-ended', reason: 'key-mismatch' };
          return { type: 'refreshed', grant: await renew(kept, await server(signal)) };
        } catch (error) {
          return oauthError(error) === 'invalid_grant'
            ? { type: 'session-ended', reason: 'unknown' }
            : { type: 'refresh-failed', failure: failure(error) };
        }
      },

      async signOut({ kept: sealed }) {
        try {
          const kept = await unseal<Kept>(sealed);
          const { metadata, client, options } = await server();
          if (kept === null || metadata.revocation_endpoint === undefined) return null;
          const response = await oauth4webapi.revocationRequest(
            metadata,
            client,
            none,
            kept.refreshToken,
            options,
          );
          await oauth4webapi.processRevocationResponse(response);
          return null;
        } catch (error) {
          return isTransient(error) ? failure(error) : null;
        }
      },
    } satisfies Backend;
  };
}

/** Of a provider that gives no identity token: a token, and not a name. */
const NOBODY: Grant['user'] = { id: '', username: '' };

function userOf(claims: oauth4webapi.IDToken | undefined): Grant['user'] | null {
  if (claims === undefined) return null;
  return { id: claims.sub, username: textOf(claims, ['preferred_username', 'email', 'name']) ?? claims.sub };
}

import * as oauth4webapi from 'oauth4webapi';
import type { Backend, ClaimOutcome, CreateBackend, FlowBackend } from '../../broker/backend.ts';
import { notSupported } from '../../broker/not-supported.ts';
import type { Flow } from '../../broker/session/flow.ts';
import type { Grant } from '../../broker/session/grant.ts';
import { LatchkeyError } from '../../protocol/errors.ts';
import { jwtLifeSeconds } from '../jwt-claims.ts';
import { textOf } from '../send.ts';
import { type AuthorizationServer, createAuthorizationServer } from './authorization-server.ts';
import { isTransient, isUnreachable, oauthError } from './failure.ts';
import { redirectUriOf } from './redirect-uri.ts';

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
}

/** What is kept between refreshes, sealed. */
interface Kept {
  readonly refreshToken: string;
  readonly user: Grant['user'];
}

/**
 * The backend of an OAuth 2.0 or OpenID provider (Keycloak, Auth0, Entra): a public client with PKCE, signed in in a
 * tab, with a refresh token that may rotate (RFC 9700 section 4.14). The flow is kept where it outlives the worker,
 * which `identity.launchWebAuthFlow` does not. The refresh token is sealed by a key that can be used and not read;
 * code that runs in the extension's own origin can still have it unsealed.
 * @throws TypeError when `issuer` is no URL
 * @example
 * oauth({ issuer: 'https://id.example.com', clientId: 'my-extension', resource: 'https://api.example.com' });
 */
export function oauth(options: OAuthOptions): CreateBackend {
  const { clientId, scopes = ['openid', 'profile', 'offline_access'], resource, parameters = {} } = options;
  const issuer = new URL(options.issuer);
  const none = oauth4webapi.None();
  const audience: Record<string, string> = resource === undefined ? {} : { resource };

  return (tools) => {
    const { clock, hasNetwork, sealer } = tools;
    const server = createAuthorizationServer(tools, issuer, clientId);

    async function grantOf(
      answer: oauth4webapi.TokenEndpointResponse,
      before: Partial<Kept>,
      sentAtMs: number,
    ): Promise<Grant> {
      const user = userOf(oauth4webapi.getValidatedIdTokenClaims(answer)) ?? before.user ?? NOBODY;
      const refreshToken = answer.refresh_token ?? before.refreshToken;
      const seconds = answer.expires_in ?? jwtLifeSeconds(answer.access_token) ?? UNKNOWN_LIFE_SECONDS;
      return {
        user,
        token: { value: answer.access_token, issuedAtMs: sentAtMs, expiresAtMs: sentAtMs + seconds * 1000 },
        kept: refreshToken === undefined ? null : await sealer.seal(JSON.stringify({ refreshToken, user })),
        session: null,
      };
    }

    const failure = (error: unknown) =>
      isUnreachable(error)
        ? ({ type: 'unreachable', hadNetwork: hasNetwork() } as const)
        : ({ type: 'unavailable', retryAfterMs: null } as const);

    /** @returns `null` for what was sealed by another key, or is of another version. */
    async function unseal(kept: string | null): Promise<Kept | null> {
      const text = kept === null ? null : await sealer.open(kept);
      return text === null ? null : JSON.parse(text);
    }

    async function exchange(begun: Begun, url: URL, { metadata, client, options }: AuthorizationServer) {
      const answer = oauth4webapi.validateAuthResponse(metadata, client, url, begun.state);
      const sentAtMs = clock.now();
      const response = await oauth4webapi.authorizationCodeGrantRequest(
        metadata,
        client,
        none,
        answer,
        begun.redirectUri,
        begun.verifier,
        { ...options, additionalParameters: audience },
      );
      const isOpenId = scopes.includes('openid');
      const tokens = await oauth4webapi.processAuthorizationCodeResponse(metadata, client, response, {
        requireIdToken: isOpenId,
        ...(isOpenId && { expectedNonce: begun.nonce }),
      });
      return grantOf(tokens, {}, sentAtMs);
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
          kept: await sealer.seal(JSON.stringify(begun)),
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
        const begun: Begun | null = JSON.parse((kept === null ? null : await sealer.open(kept)) ?? 'null');
        if (begun === null || clock.now() >= expiresAtMs) return { type: 'over', reason: 'expired' };
        const url = arrivedAt === null ? null : new URL(arrivedAt);
        // Somebody else's answer, or a link that was sent to this person, ends nothing.
        if (url?.searchParams.get('state') !== begun.state) return { type: 'pending' };
        try {
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

      ways: async () => [{ id: 'oauth', kind: 'redirect', name: issuer.host }],

      authenticate: async () => ({ type: 'refused', error: notSupported('A sign-in by password') }),

      async refresh(sealed, signal) {
        try {
          const before = await unseal(sealed);
          if (before === null) return { type: 'session-ended', reason: 'unknown' };
          const { metadata, client, options } = await server(signal);
          const sentAtMs = clock.now();
          const response = await oauth4webapi.refreshTokenGrantRequest(
            metadata,
            client,
            none,
            before.refreshToken,
            {
              ...options,
              additionalParameters: audience,
            },
          );
          const tokens = await oauth4webapi.processRefreshTokenResponse(metadata, client, response);
          return { type: 'refreshed', grant: await grantOf(tokens, before, sentAtMs) };
        } catch (error) {
          return oauthError(error) === 'invalid_grant'
            ? { type: 'session-ended', reason: 'unknown' }
            : { type: 'refresh-failed', failure: failure(error) };
        }
      },

      async signOut({ kept: sealed }) {
        try {
          const kept = await unseal(sealed);
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

import * as oauth4webapi from 'oauth4webapi';
import type {
  Backend,
  ClaimOutcome,
  CreateBackend,
  FlowBackend,
  RefreshOutcome,
} from '../../broker/backend.ts';
import { notSupported } from '../../broker/not-supported.ts';
import type { Flow } from '../../broker/session/flow.ts';
import { LatchkeyError } from '../../protocol/errors.ts';
import { createAuthorizationServer } from './authorization-server.ts';
import { createProofs, type DpopUse, isBound } from './dpop.ts';
import { failureOf, isTransient, isUnreachable, oauthError } from './failure.ts';
import { createFetchWithProof } from './fetch-with-proof.ts';
import { createGrants } from './grants.ts';
import { redirectUriOf } from './redirect-uri.ts';
import { createResources } from './resources.ts';
import { type Begun, createSealed, type Kept } from './sealed.ts';

/** A provider, and this extension's registration there. */
export interface OAuthOptions {
  /** The provider's issuer identifier, whose discovery document says the rest. */
  readonly issuer: string;
  /** Of a public client: an extension can keep no secret. */
  readonly clientId: string;
  /** `openid profile offline_access` unless said otherwise. */
  readonly scopes?: readonly string[];
  /**
   * The API that the access token is for (RFC 8707). Where routes of the policy name APIs of other origins, by origin:
   * calls there get a token of their own, which is good at no other API. An origin without one gets the server's.
   */
  readonly resource?: string | Readonly<Record<string, string>>;
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

  return (tools) => {
    const resources = createResources(resource, tools.serverOrigin);
    const { clock, hasNetwork } = tools;
    const server = createAuthorizationServer(tools, issuer, clientId);
    const proofs = createProofs(tools);
    const { seal, unseal } = createSealed(tools.sealer);
    const grants = createGrants(tools, { scopes, dpop, resources, proofs, seal });
    const failure = (error: unknown) => failureOf(error, hasNetwork());

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
          resources: resources.all,
        };
        const url = new URL(metadata.authorization_endpoint ?? '/authorize', issuer);
        const query = {
          ...parameters,
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
        for (const wanted of begun.resources) url.searchParams.append('resource', wanted);
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
          return { type: 'authenticated', grant: await grants.byCode(begun, url, await server()) };
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

      audienceOf: resources.of,

      async refresh(sealed, signal, audience = null) {
        try {
          const kept = await unseal<Kept>(sealed);
          if (kept === null) return { type: 'session-ended', reason: 'unknown' };
          if (kept.jkt !== null && kept.jkt !== (await proofs.bind()))
            return { type: 'session-ended', reason: 'key-mismatch' };
          if (audience !== null && !kept.resources.includes(audience)) return notGranted(audience);
          return {
            type: 'refreshed',
            grant: await grants.byRefreshToken(kept, audience, await server(signal)),
          };
        } catch (error) {
          const code = oauthError(error);
          if (code === 'invalid_grant') return { type: 'session-ended', reason: 'unknown' };
          if (code === 'invalid_target' && audience !== null) return notGranted(audience);
          return { type: 'refresh-failed', failure: failure(error) };
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

/** A session that began before the extension knew this API, or that the provider lets nobody use it by. */
const notGranted = (resource: string): RefreshOutcome => {
  const title = `Nobody has signed in for ${resource}`;
  const problem = { code: 'invalid_target', status: 400, title };
  return { type: 'refresh-refused', error: new LatchkeyError('refused', title, { problem }) };
};

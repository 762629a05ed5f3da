import * as oauth from 'oauth4webapi';
import type { BackendTools } from '../../broker/backend.ts';
import type { Grant } from '../../broker/session/grant.ts';
import { jwtLifeSeconds } from '../jwt-claims.ts';
import { textOf } from '../send.ts';
import type { AuthorizationServer } from './authorization-server.ts';
import { type DpopUse, type Proofs, withNonce } from './dpop.ts';
import type { Resources } from './resources.ts';
import type { Begun, Kept, Sealed } from './sealed.ts';

interface GrantSettings extends Pick<Sealed, 'seal'> {
  readonly scopes: readonly string[];
  readonly dpop: DpopUse;
  readonly resources: Resources;
  readonly proofs: Proofs;
}

/** Asks for tokens. Rejects with what says that there are none. */
export interface Grants {
  /** @param url where the person has come back to, with the code (RFC 6749 section 4.1.3) */
  byCode(begun: Begun, url: URL, server: AuthorizationServer): Promise<Grant>;
  /** @param audience of another API's token; `null` for the session's own (RFC 6749 section 6) */
  byRefreshToken(kept: Kept, audience: string | null, server: AuthorizationServer): Promise<Grant>;
}

const UNKNOWN_LIFE_SECONDS = 300;

export function createGrants(
  { clock }: Pick<BackendTools, 'clock'>,
  { scopes, dpop, resources, proofs, seal }: GrantSettings,
): Grants {
  const none = oauth.None();

  async function grantOf(
    answer: oauth.TokenEndpointResponse,
    before: Pick<Kept, 'jkt' | 'resources'> & Partial<Kept>,
    sentAtMs: number,
  ): Promise<Grant> {
    const isProven = answer.token_type === 'dpop';
    if (dpop === 'required' && before.jkt !== null && !isProven)
      throw new Error('The provider has bound the token to no key');
    const user = userOf(oauth.getValidatedIdTokenClaims(answer)) ?? before.user ?? NOBODY;
    const refreshToken = answer.refresh_token ?? before.refreshToken;
    const seconds = answer.expires_in ?? jwtLifeSeconds(answer.access_token) ?? UNKNOWN_LIFE_SECONDS;
    const { jkt, resources } = before;
    return {
      user,
      token: {
        value: answer.access_token,
        issuedAtMs: sentAtMs,
        expiresAtMs: sentAtMs + seconds * 1000,
        ...(isProven && { type: 'DPoP' }),
      },
      kept: refreshToken === undefined ? null : await seal({ refreshToken, user, jkt, resources }),
      session: null,
    };
  }

  /** @param ask gets what each request for tokens has, and reads its answer */
  async function grant(
    before: Parameters<typeof grantOf>[1],
    resource: string | null,
    { options }: AuthorizationServer,
    ask: (options: oauth.TokenEndpointRequestOptions) => Promise<oauth.TokenEndpointResponse>,
  ): Promise<Grant> {
    const proof = before.jkt === null ? {} : { DPoP: await proofs.handle() };
    const additionalParameters: Record<string, string> = resource === null ? {} : { resource };
    return withNonce(async () => {
      const sentAtMs = clock.now();
      return grantOf(await ask({ ...options, ...proof, additionalParameters }), before, sentAtMs);
    });
  }

  return {
    async byCode(begun, url, server) {
      const { metadata, client } = server;
      const { redirectUri, verifier, state, nonce } = begun;
      const code = oauth.validateAuthResponse(metadata, client, url, state);
      const isOpenId = scopes.includes('openid');
      const expected = { requireIdToken: isOpenId, ...(isOpenId && { expectedNonce: nonce }) };
      return grant(begun, resources.own, server, async (options) =>
        oauth.processAuthorizationCodeResponse(
          metadata,
          client,
          await oauth.authorizationCodeGrantRequest(
            metadata,
            client,
            none,
            code,
            redirectUri,
            verifier,
            options,
          ),
          expected,
        ),
      );
    },

    async byRefreshToken(kept, audience, server) {
      const { metadata, client } = server;
      const wanted = audience ?? resources.own;
      const resource = kept.resources.find((granted) => granted === wanted) ?? null;
      return grant(kept, resource, server, async (options) =>
        oauth.processRefreshTokenResponse(
          metadata,
          client,
          await oauth.refreshTokenGrantRequest(metadata, client, none, kept.refreshToken, options),
        ),
      );
    },
  };
}

/** Of a provider that gives no identity token: a token, and not a name. */
const NOBODY: Grant['user'] = { id: '', username: '' };

function userOf(claims: oauth.IDToken | undefined): Grant['user'] | null {
  if (claims === undefined) return null;
  return { id: claims.sub, username: textOf(claims, ['preferred_username', 'email', 'name']) ?? claims.sub };
}

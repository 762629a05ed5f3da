import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface PublicClientProvider {
  readonly issuer: string;
  readonly clientId: string;
  readonly dpop: 'no' | 'yes' | 'with-nonce';
  /** An access token that it has given out and nothing has ended: for whom, and by which key it is to be proven. */
  accessToken(value: string): Promise<{ readonly audience: string; readonly jkt: string | null } | null>;
  /** A refresh token that can still be used, once. */
  refreshToken(value: string): Promise<{ readonly jkt: string | null } | null>;
  /** An administrator revokes a refresh token. */
  revoke(refreshToken: string): Promise<void>;
  stop(): Promise<void>;
}

export interface PublicClientSettings {
  readonly redirectUris: readonly string[];
  /** The APIs that it gives tokens for (RFC 8707); any without it. */
  readonly resources?: readonly string[];
  /** Whether it binds tokens to keys (RFC 9449), and whether only by proofs with its own nonce. `yes` unless said. */
  readonly dpop?: PublicClientProvider['dpop'];
  /** How long access tokens live. */
  readonly accessTokenSeconds?: number;
}

/**
 * A certified OpenID provider on a port of this machine, with a public client whose refresh tokens rotate and a login
 * form that takes any name and any password. Needs the package oidc-provider.
 */
export async function startPublicClientProvider({
  redirectUris,
  resources,
  dpop = 'yes',
  accessTokenSeconds = 300,
}: PublicClientSettings): Promise<PublicClientProvider> {
  const { errors, Provider } = await import('oidc-provider');
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const issuer = `http://localhost:${(server.address() as AddressInfo).port}`;
  const clientId = 'an-extension';
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: clientId,
        token_endpoint_auth_method: 'none',
        redirect_uris: [...redirectUris],
        grant_types: ['authorization_code', 'refresh_token'],
      },
    ],
    claims: { openid: ['sub'], profile: ['preferred_username'] },
    conformIdTokenClaims: false,
    cookies: { keys: ['for these tests'] },
    clientBasedCORS: () => true,
    issueRefreshToken: async () => true,
    rotateRefreshToken: true,
    features: {
      revocation: { enabled: true },
      dPoP: {
        enabled: dpop !== 'no',
        nonceSecret: Buffer.alloc(32, 'for these tests'),
        requireNonce: () => dpop === 'with-nonce',
      },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => resources?.[0] ?? 'https://api.example',
        useGrantedResource: () => true,
        getResourceServerInfo: (_, resource) => {
          if (resources?.includes(resource) === false) throw new errors.InvalidTarget();
          return { scope: '', accessTokenFormat: 'opaque', accessTokenTTL: accessTokenSeconds };
        },
      },
    },
    findAccount: (_, id) => ({
      accountId: id,
      claims: () => ({ sub: id, preferred_username: id }),
    }),
  });
  server.on('request', provider.callback());
  return {
    issuer,
    clientId,
    dpop,
    async accessToken(value) {
      const found = await provider.AccessToken.find(value);
      return found ? { audience: String(found.aud), jkt: found.jkt ?? null } : null;
    },
    async refreshToken(value) {
      const found = await provider.RefreshToken.find(value);
      return found && found.consumed === undefined ? { jkt: found.jkt ?? null } : null;
    },
    async revoke(refreshToken) {
      await (await provider.RefreshToken.find(refreshToken))?.destroy();
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

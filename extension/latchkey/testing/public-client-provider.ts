import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface PublicClientProvider {
  readonly issuer: string;
  readonly clientId: string;
  /** Whether it has given out this access token and nothing has ended it. */
  isGood(accessToken: string): Promise<boolean>;
  /** An administrator revokes a refresh token. */
  revoke(refreshToken: string): Promise<void>;
  stop(): Promise<void>;
}

/**
 * A certified OpenID provider on a port of this machine, with a public client whose refresh tokens rotate and a login
 * form that takes any name and any password. Needs the package oidc-provider.
 */
export async function startPublicClientProvider(
  redirectUris: readonly string[],
  resource = 'https://api.example',
): Promise<PublicClientProvider> {
  const { Provider } = await import('oidc-provider');
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
      resourceIndicators: {
        enabled: true,
        defaultResource: () => resource,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({ scope: '', accessTokenFormat: 'opaque', accessTokenTTL: 300 }),
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
    isGood: async (accessToken) => (await provider.AccessToken.find(accessToken)) !== undefined,
    async revoke(refreshToken) {
      await (await provider.RefreshToken.find(refreshToken))?.destroy();
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

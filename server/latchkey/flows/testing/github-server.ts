import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface GitHubServer {
  readonly url: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** What its API answers to who asks for the user, until it is put back to `null`. */
  answer: { readonly status: number; readonly body: unknown } | null;
  stop(): Promise<void>;
}

/**
 * An OAuth 2.0 server on a port of this machine that answers where a GitHub Enterprise Server does, without discovery
 * and without ID tokens. Its login form takes any name and any password; its API says the name and a number that
 * belongs to it. For tests; needs the package oidc-provider, which does the OAuth part.
 * @param redirectUris where it may send people back to
 */
export async function startGitHub(redirectUris: readonly string[]): Promise<GitHubServer> {
  const { Provider } = await import('oidc-provider');
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const url = `http://localhost:${(server.address() as AddressInfo).port}`;
  const client = { clientId: 'latchkey', clientSecret: 'a secret of the server alone' };
  const provider = new Provider(`${url}/login/oauth`, {
    clients: [
      {
        client_id: client.clientId,
        client_secret: client.clientSecret,
        redirect_uris: [...redirectUris],
        token_endpoint_auth_method: 'client_secret_post',
      },
    ],
    cookies: { keys: ['for these tests'] },
    routes: { authorization: '/login/oauth/authorize', token: '/login/oauth/access_token' },
    scopes: ['read:user'],
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
  });
  const oauth = provider.callback();
  const github: GitHubServer = {
    url,
    ...client,
    answer: null,
    async stop() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };

  async function user(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const token = await provider.AccessToken.find(
      /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '',
    );
    const login = token?.accountId;
    const { status, body } =
      github.answer ??
      (login === undefined
        ? { status: 401, body: { message: 'Requires authentication' } }
        : { status: 200, body: { login, id: numberOf(login) } });
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
  }

  server.on('request', (request, response) => {
    if (request.url === '/api/v3/user') return void user(request, response);
    // To GitHub no scope is what everybody may know; to the package it is nothing to agree to.
    if (request.url?.startsWith('/login/oauth/authorize?')) request.url += '&scope=read:user';
    return void oauth(request, response);
  });
  return github;
}

const numberOf = (login: string) =>
  [...login].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 7) % 1e9;

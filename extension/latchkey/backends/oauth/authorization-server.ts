import * as oauth from 'oauth4webapi';
import type { BackendTools } from '../../broker/backend.ts';
import { createAttempt } from '../attempt.ts';

/** What every request to the provider has. */
export type RequestOptions = Pick<oauth.TokenEndpointRequestOptions, 'signal'> & {
  readonly [oauth.customFetch]: (
    url: string,
    init: {
      readonly method: string;
      readonly headers: Record<string, string>;
      readonly body?: BodyInit | null | undefined;
    },
  ) => Promise<Response>;
  readonly [oauth.allowInsecureRequests]: boolean;
};

export interface AuthorizationServer {
  readonly metadata: oauth.AuthorizationServer;
  readonly client: oauth.Client;
  readonly options: RequestOptions;
}

/**
 * The provider by its discovery document (OpenID Connect Discovery, or RFC 8414 where there is none), asked for once
 * and again after a failure.
 * @throws what oauth4webapi throws, and TypeError without a network
 */
export function createAuthorizationServer(
  tools: BackendTools,
  issuer: URL,
  clientId: string,
): (signal?: AbortSignal) => Promise<AuthorizationServer> {
  const { clock, hints } = tools;
  const attempt = createAttempt(tools);
  let known: oauth.AuthorizationServer | null = null;

  const optionsOf = (signal: AbortSignal | undefined): RequestOptions => ({
    [oauth.customFetch]: (url, { method, headers, body = null }) =>
      attempt(url, { method, headers, body, credentials: 'omit' }, signal),
    [oauth.allowInsecureRequests]: isThisMachine(issuer),
  });

  async function discover(options: RequestOptions): Promise<oauth.AuthorizationServer> {
    const first = await oauth.discoveryRequest(issuer, options);
    if (first.status !== 404) return oauth.processDiscoveryResponse(issuer, first);
    const second = await oauth.discoveryRequest(issuer, { ...options, algorithm: 'oauth2' });
    return oauth.processDiscoveryResponse(issuer, second);
  }

  const client: oauth.Client = {
    client_id: clientId,
    // By the server's clock, which the answer that is looked at has told: an identity token is not too old because this
    // machine's is wrong.
    get [oauth.clockSkew]() {
      return Math.round((clock.now() + hints.read().clockOffsetMs - Date.now()) / 1000);
    },
    [oauth.clockTolerance]: 30,
  };

  return async (signal) => {
    const options = optionsOf(signal);
    known ??= await discover(options);
    return { metadata: known, client, options };
  };
}

const isThisMachine = ({ hostname }: URL): boolean =>
  hostname === 'localhost' || hostname === '127.0.0.1' || hostname === '[::1]';

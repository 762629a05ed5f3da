import * as oauth from 'oauth4webapi';
import type { BackendTools } from '../../broker/backend.ts';

/** Long enough for a slow provider, short enough for a caller's deadline. */
const ATTEMPT_MS = 8_000;

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
  { clock, fetch, hints }: BackendTools,
  issuer: URL,
  clientId: string,
): (signal?: AbortSignal) => Promise<AuthorizationServer> {
  let known: oauth.AuthorizationServer | null = null;

  const optionsOf = (signal: AbortSignal | undefined): RequestOptions => ({
    [oauth.customFetch]: async (url, { method, headers, body = null }) => {
      const attempt = new AbortController();
      const cancel = clock.after(ATTEMPT_MS, () => attempt.abort());
      const signals = signal ? [attempt.signal, signal] : [attempt.signal];
      try {
        const request = new Request(url, {
          method,
          headers,
          body,
          credentials: 'omit',
          cache: 'no-store',
          redirect: 'error',
          signal: AbortSignal.any(signals),
        });
        const response = await fetch(request);
        // A body that breaks off is a lost answer like any other.
        const bytes = await response.arrayBuffer();
        return new Response(bytes.byteLength === 0 ? null : bytes, response);
      } finally {
        cancel();
      }
    },
    [oauth.allowInsecureRequests]: isThisMachine(issuer),
  });

  async function discover(options: RequestOptions): Promise<oauth.AuthorizationServer> {
    const first = await oauth.discoveryRequest(issuer, options);
    if (first.status !== 404) return oauth.processDiscoveryResponse(issuer, first);
    const second = await oauth.discoveryRequest(issuer, { ...options, algorithm: 'oauth2' });
    return oauth.processDiscoveryResponse(issuer, second);
  }

  return async (signal) => {
    const options = optionsOf(signal);
    known ??= await discover(options);
    // By the server's clock: an identity token is not too old because this machine's is wrong.
    const skewMs = clock.now() + hints.read().clockOffsetMs - Date.now();
    const client = {
      client_id: clientId,
      [oauth.clockSkew]: Math.round(skewMs / 1000),
      [oauth.clockTolerance]: 30,
    };
    return { metadata: known, client, options };
  };
}

const isThisMachine = ({ hostname }: URL): boolean =>
  hostname === 'localhost' || hostname === '127.0.0.1' || hostname === '[::1]';

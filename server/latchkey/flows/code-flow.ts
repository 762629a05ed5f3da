import type * as client from 'openid-client';
import type { Identity } from '../accounts/identity.ts';
import { StartError } from '../errors/start-error.ts';
import type { ExternalIdentity, FlowFailure, Found } from './record.ts';
import { type Departure, WayError } from './way.ts';

/** A provider has this long to answer, in seconds; the person sees a blank tab meanwhile. */
export const TIMEOUT_SECONDS = 8;

/**
 * The first leg of the authorization code flow with PKCE (RFC 6749 section 4.1.1, RFC 7636 section 4.3).
 * @returns where to send the person, and the verifier to remember
 */
export async function departure(
  openid: typeof client,
  provider: client.Configuration,
  { redirectUri, state }: Departure,
  parameters: Readonly<Record<string, string>>,
): Promise<{ readonly url: URL; readonly verifier: string }> {
  const verifier = openid.randomPKCECodeVerifier();
  const url = openid.buildAuthorizationUrl(provider, {
    ...parameters,
    redirect_uri: redirectUri,
    state,
    code_challenge: await openid.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  });
  return { url, verifier };
}

/** What has gone wrong between this server and a provider, as the person is told it. */
export function providerError(openid: typeof client, issuer: string, cause: unknown): WayError {
  if (cause instanceof WayError) return cause;
  return new WayError(failureOf(openid, cause), `${issuer} has let nobody in`, { cause });
}

/**
 * Whom a provider's person is to this server.
 * @param external how accounts that are kept here know them
 * @param identity says whom of accounts that are kept elsewhere they are; `null` lets nobody in
 */
export async function foundAs<Person>(
  person: Person,
  external: (person: Person) => ExternalIdentity,
  identity: ((person: Person) => Promise<Identity | null>) | undefined,
): Promise<Found | null> {
  if (identity === undefined) return { type: 'external', ...external(person) };
  const found = await identity(person);
  return found === null ? null : { type: 'identity', identity: found };
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
export async function openidClient(): Promise<typeof client> {
  try {
    return await import('openid-client');
  } catch (cause) {
    throw new StartError(
      'signing in by a provider needs the package openid-client: npm install openid-client',
      { cause },
    );
  }
}

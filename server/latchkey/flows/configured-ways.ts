import type { Config } from '../config/settings.ts';
import { StartError } from '../errors/start-error.ts';
import { oidc } from './oidc.ts';
import { password, type SignInWay } from './way.ts';

/** The ways that the environment names. @throws {StartError} for a provider that is named in part */
export function configuredWays({
  oidcIssuer,
  oidcClientId,
  oidcClientSecret,
  oidcName,
}: Config): SignInWay[] {
  if (oidcIssuer === null && oidcClientId === null) return [password()];
  if (oidcIssuer === null || oidcClientId === null) {
    throw new StartError(
      'LATCHKEY_OIDC_ISSUER and LATCHKEY_OIDC_CLIENT_ID belong together: one of them is missing',
    );
  }
  const provider = oidc({
    issuer: oidcIssuer,
    clientId: oidcClientId,
    ...(oidcClientSecret !== null && { clientSecret: oidcClientSecret }),
    ...(oidcName !== null && { name: oidcName }),
  });
  return [password(), provider];
}

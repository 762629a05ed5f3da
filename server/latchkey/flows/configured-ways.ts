import * as modules from 'node:module';
import type { Config } from '../config/settings.ts';
import { StartError } from '../errors/start-error.ts';
import { github } from './github.ts';
import { oidc } from './oidc.ts';
import { allowsPasskeys, passkey } from './passkey.ts';
import { password, type RedirectWay, type SignInWay } from './way.ts';

/**
 * The ways that the environment names.
 * @param accounts whether they are kept here, as passkeys need it
 * @throws {StartError} for a provider that is named in part
 */
export function configuredWays(config: Config, accounts: 'here' | 'elsewhere'): SignInWay[] {
  const passkeys =
    config.passkeys === 'on' &&
    accounts === 'here' &&
    allowsPasskeys(config.publicUrl) &&
    isInstalled('@simplewebauthn/server');
  const ways = [password(), oidcOf(config), githubOf(config), passkeys ? passkey() : null];
  return ways.filter((way) => way !== null);
}

/** Nobody has to install what they have not asked for. */
function isInstalled(name: string): boolean {
  try {
    // Bun has the second alone, and vitest the first.
    if (modules.findPackageJSON === undefined) return import.meta.resolve(name) !== '';
    return modules.findPackageJSON(name, import.meta.url) !== undefined;
  } catch {
    return false;
  }
}

function oidcOf({ oidcIssuer, oidcClientId, oidcClientSecret, oidcName }: Config): RedirectWay | null {
  if (oidcIssuer === null && oidcClientId === null) return null;
  if (oidcIssuer === null || oidcClientId === null) {
    throw new StartError(
      'LATCHKEY_OIDC_ISSUER and LATCHKEY_OIDC_CLIENT_ID belong together: one of them is missing',
    );
  }
  return oidc({
    issuer: oidcIssuer,
    clientId: oidcClientId,
    ...(oidcClientSecret !== null && { clientSecret: oidcClientSecret }),
    ...(oidcName !== null && { name: oidcName }),
  });
}

function githubOf({ githubClientId, githubClientSecret, githubUrl }: Config): RedirectWay | null {
  if (githubClientId === null && githubClientSecret === null) return null;
  if (githubClientId === null || githubClientSecret === null) {
    throw new StartError(
      'LATCHKEY_GITHUB_CLIENT_ID and LATCHKEY_GITHUB_CLIENT_SECRET belong together: one of them is missing',
    );
  }
  return github({ clientId: githubClientId, clientSecret: githubClientSecret, url: githubUrl });
}

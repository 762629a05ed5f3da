import { dirname } from 'node:path';
import * as v from 'valibot';
import { ConfigError, type ConfigProblem } from './config-error.ts';
import { nearest } from './nearest.ts';
import { type Config, type Setting, settings } from './settings.ts';
import { sqlitePath } from './storage-url.ts';

/** Variables as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Read by the tools around the server (build, browser finder, tests), so not unknown to it. */
const keysOfTools = [
  'LATCHKEY_EXTENSION_OUT',
  'LATCHKEY_CHROMIUM',
  'LATCHKEY_FIREFOX',
  'LATCHKEY_CHAOS_SECONDS',
  'LATCHKEY_CHAOS_SEED',
];
/**
 * What Kubernetes puts into every container's environment for each Service whose name begins with `latchkey` ("service
 * links", on by default): addresses, and no settings.
 */
const SERVICE_LINK =
  /^LATCHKEY(_[A-Z0-9_]+)?_(SERVICE_HOST|SERVICE_PORT(_[A-Z0-9_]+)?|PORT_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)$/;
const isServiceLink = (key: string, value = '') =>
  SERVICE_LINK.test(key) || (/_PORT$/.test(key) && /^(tcp|udp|sctp):\/\//.test(value));

const isToolKey = (key: string) => keysOfTools.includes(key) || key.startsWith('LATCHKEY_TEST_');

/**
 * Reads and checks every setting, and that no key is misspelt. An empty value counts as not set.
 * @throws ConfigError with every problem found.
 */
export function loadConfig(environment: Environment): Config {
  const problems: ConfigProblem[] = unknownKeys(environment);
  const read = <Value>(setting: Setting<Value>, fallback = setting.fallback): Value | undefined => {
    const text = environment[setting.key]?.trim() || fallback;
    const result = v.safeParse(setting.schema, text);
    if (result.success) return result.output;
    problems.push({ key: setting.key, value: shown(setting, text), accepted: setting.accepted });
    return undefined;
  };

  const port = read(settings.port);
  const storage = read(settings.storage);
  const file = sqlitePath(storage ?? '');
  const config = {
    port,
    host: read(settings.host),
    publicUrl: read(settings.publicUrl, `http://localhost:${port ?? settings.port.fallback}`),
    hosts: read(settings.hosts),
    storage,
    dataFolder: read(settings.dataFolder, file === null ? '.data' : dirname(file)),
    signingKeys: read(settings.signingKeys),
    accessTtl: read(settings.accessTtl),
    idleTtl: read(settings.idleTtl),
    sessionTtl: read(settings.sessionTtl),
    extensionOrigins: read(settings.extensionOrigins),
    apiOrigins: read(settings.apiOrigins),
    signup: read(settings.signup),
    oidcIssuer: read(settings.oidcIssuer),
    oidcClientId: read(settings.oidcClientId),
    oidcClientSecret: read(settings.oidcClientSecret),
    oidcName: read(settings.oidcName),
    githubClientId: read(settings.githubClientId),
    githubClientSecret: read(settings.githubClientSecret),
    githubUrl: read(settings.githubUrl),
    signInCode: read(settings.signInCode),
    passkeys: read(settings.passkeys),
    introspectionClients: read(settings.introspectionClients),
    challengeCost: read(settings.challengeCost),
    trustedProxy: read(settings.trustedProxy),
    rateLimitScale: read(settings.rateLimitScale),
    logLevel: read(settings.logLevel),
  } satisfies { [Name in keyof Config]: Config[Name] | undefined };

  if (problems.length > 0) throw new ConfigError(problems);
  return config as Config;
}

function unknownKeys(environment: Environment): ConfigProblem[] {
  const known = Object.values(settings).map((setting) => setting.key);
  return Object.keys(environment)
    .filter((key) => key.startsWith('LATCHKEY_') && !known.includes(key) && !isToolKey(key))
    .filter((key) => !isServiceLink(key, environment[key]))
    .map((key) => {
      const meant = nearest(key, known);
      const hint = meant === null ? `there are ${known.join(', ')}` : `did you mean ${meant}?`;
      return { key, value: '…', accepted: `there is no such setting; ${hint}` };
    });
}

/** A storage URL may carry a password. */
function shown(setting: Setting<unknown>, text: string): string {
  return setting.secret === true ? '…' : text.replace(/\/\/[^/@]*@/, '//…@');
}

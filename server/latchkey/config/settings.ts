import * as v from 'valibot';
import { days, duration, seconds } from './duration.ts';
import { extensionOrigins } from './extension-origins.ts';
import { hostList } from './host-list.ts';
import { introspectionClients } from './introspection-clients.ts';
import { issuerUrl } from './issuer-url.ts';
import { addressList } from './network.ts';
import { orNone } from './or-none.ts';
import { publicUrl } from './public-url.ts';
import { signingKeySet } from './signing-key-set.ts';
import { storageUrl } from './storage-url.ts';
import { webOrigins } from './web-origins.ts';

/** One setting of the server: its name in the environment, its default, and what it may be. */
export interface Setting<Value> {
  readonly key: string;
  /** As the table of docs/configuration.md shows it; `derived` defaults are worked out from other settings. */
  readonly fallback: string;
  readonly derived?: true;
  /** Never shown in a message. */
  readonly secret?: true;
  readonly meaning: string;
  /** Completes "… is refused: ". */
  readonly accepted: string;
  readonly schema: v.GenericSchema<string, Value>;
}

/** The id that the `key` in the extension's manifest gives it in every Chromium. */
export const defaultExtensionOrigin = 'chrome-extension://nhlgahbiphgfcfhigkpmhepplhoikdio';

const setting = <Value>(described: Setting<Value>): Setting<Value> => described;

/** Every setting of the server: the one source of the defaults, of the checks and of the table in docs/configuration.md. */
export const settings = {
  port: setting({
    key: 'PORT',
    fallback: '8787',
    meaning: 'The port to listen on.',
    accepted: 'a port from 1 to 65535 is accepted',
    schema: v.pipe(v.string(), v.regex(/^\d{1,5}$/), v.transform(Number), v.minValue(1), v.maxValue(65_535)),
  }),
  host: setting({
    key: 'HOST',
    fallback: '127.0.0.1',
    meaning: 'The address to listen on; `0.0.0.0` or `::` for every interface.',
    accepted: 'an address or a host name is accepted, such as 127.0.0.1, ::1 or localhost',
    schema: v.pipe(v.string(), v.regex(/^[\w.:-]{1,253}$/)),
  }),
  publicUrl: setting({
    key: 'LATCHKEY_PUBLIC_URL',
    fallback: 'http://localhost:PORT',
    derived: true,
    meaning:
      'The URL under which browsers reach the server, with its path: issuer of the tokens, and what proofs are checked against.',
    accepted:
      'a URL is accepted, https://… anywhere or http://… on localhost (elsewhere browsers drop the cookie)',
    schema: publicUrl,
  }),
  hosts: setting({
    key: 'LATCHKEY_HOSTS',
    fallback: '',
    meaning:
      'Further host names to answer under, comma-separated; addresses, names without a dot and private ones need not be said.',
    accepted: 'host names without ports are accepted, comma-separated, such as latchkey.corp.example',
    schema: hostList,
  }),
  storage: setting({
    key: 'LATCHKEY_STORAGE',
    fallback: 'sqlite:.data/latchkey.db',
    meaning: 'Where accounts, sessions and all else are kept. Several servers need Redis or PostgreSQL.',
    accepted:
      'memory:, sqlite:PATH, redis://…, rediss://…, redis+sentinel://HOST,HOST/NAME or postgres://… is accepted',
    schema: storageUrl,
  }),
  dataFolder: setting({
    key: 'LATCHKEY_DATA',
    fallback: "the SQLite file's folder, or .data",
    derived: true,
    meaning: 'The folder of the signing keys.',
    accepted: 'a path is accepted',
    schema: v.pipe(v.string(), v.minLength(1)),
  }),
  signingKeys: setting({
    key: 'LATCHKEY_SIGNING_KEYS',
    fallback: '',
    secret: true,
    meaning: 'The signing keys as a JSON key set, in place of the file in the data folder.',
    accepted: 'a JSON key set is accepted: {"keys":[…]}, each key with kid and kty',
    schema: signingKeySet,
  }),
  accessTtl: setting({
    key: 'LATCHKEY_ACCESS_TTL',
    fallback: '300',
    meaning: 'How long an access token lives.',
    accepted: 'a duration from 1s to 5m is accepted, such as 300 or 5m',
    schema: duration(seconds(1), seconds(300)),
  }),
  idleTtl: setting({
    key: 'LATCHKEY_IDLE_TTL',
    fallback: '15d',
    meaning: 'How long a session that is not used stays signed in.',
    accepted: 'a duration from 2s to 400d is accepted, such as 15d',
    schema: duration(seconds(2), days(400)),
  }),
  sessionTtl: setting({
    key: 'LATCHKEY_SESSION_TTL',
    fallback: '90d',
    meaning: 'How long a session lasts at most, however much it is used.',
    accepted: 'a duration from 2s to 400d is accepted, such as 90d (browsers keep no cookie longer)',
    schema: duration(seconds(2), days(400)),
  }),
  extensionOrigins: setting({
    key: 'LATCHKEY_EXTENSION_ORIGINS',
    fallback: defaultExtensionOrigin,
    meaning: 'The extensions that may sign in, comma-separated; `moz-extension://*` allows any Firefox one.',
    accepted:
      'chrome-extension://ID, moz-extension://UUID and moz-extension://* are accepted, comma-separated',
    schema: extensionOrigins,
  }),
  apiOrigins: setting({
    key: 'LATCHKEY_API_ORIGINS',
    fallback: '',
    meaning:
      'Web origins whose pages may read answers of `/api`, comma-separated, or `*`: for content scripts with tokens.',
    accepted: '* and origins are accepted, comma-separated, such as https://shop.example',
    schema: webOrigins,
  }),
  signup: setting({
    key: 'LATCHKEY_SIGNUP',
    fallback: 'open',
    meaning: 'Whether people may register themselves.',
    accepted: 'open or closed is accepted',
    schema: v.picklist(['open', 'closed']),
  }),
  oidcIssuer: setting({
    key: 'LATCHKEY_OIDC_ISSUER',
    fallback: '',
    meaning:
      'An OpenID provider to sign in by as well, such as `https://accounts.google.com`. Register PUBLIC_URL/sign-in/callback/oidc with it.',
    accepted: 'an issuer is accepted, https://… anywhere or http://… on localhost',
    schema: orNone(issuerUrl),
  }),
  oidcClientId: setting({
    key: 'LATCHKEY_OIDC_CLIENT_ID',
    fallback: '',
    meaning: 'The client id that the provider has given.',
    accepted: 'at most 500 characters are accepted',
    schema: orNone(v.pipe(v.string(), v.maxLength(500))),
  }),
  oidcClientSecret: setting({
    key: 'LATCHKEY_OIDC_CLIENT_SECRET',
    fallback: '',
    secret: true,
    meaning: 'The client secret that the provider has given, if it gives any.',
    accepted: 'at most 2000 characters are accepted',
    schema: orNone(v.pipe(v.string(), v.maxLength(2000))),
  }),
  oidcName: setting({
    key: 'LATCHKEY_OIDC_NAME',
    fallback: '',
    meaning: "What is on its button; the issuer's host where nothing is said.",
    accepted: 'at most 40 characters are accepted',
    schema: orNone(v.pipe(v.string(), v.maxLength(40))),
  }),
  githubClientId: setting({
    key: 'LATCHKEY_GITHUB_CLIENT_ID',
    fallback: '',
    meaning:
      'The client id of an OAuth app, to sign in by GitHub as well. Its callback URL is PUBLIC_URL/sign-in/callback/github.',
    accepted: 'at most 500 characters are accepted',
    schema: orNone(v.pipe(v.string(), v.maxLength(500))),
  }),
  githubClientSecret: setting({
    key: 'LATCHKEY_GITHUB_CLIENT_SECRET',
    fallback: '',
    secret: true,
    meaning: 'The client secret of that OAuth app.',
    accepted: 'at most 2000 characters are accepted',
    schema: orNone(v.pipe(v.string(), v.maxLength(2000))),
  }),
  githubUrl: setting({
    key: 'LATCHKEY_GITHUB_URL',
    fallback: 'https://github.com',
    meaning: 'The GitHub that is meant, for a GitHub Enterprise Server of your own.',
    accepted: 'an origin without a path is accepted, https://… anywhere or http://… on localhost',
    schema: publicUrl,
  }),
  signInCode: setting({
    key: 'LATCHKEY_SIGN_IN_CODE',
    fallback: 'off',
    meaning:
      'Whether a sign-in page that has no cookie asks for a code from the popup, as first-party isolation needs it.',
    accepted: 'on or off is accepted',
    schema: v.picklist(['on', 'off']),
  }),
  passkeys: setting({
    key: 'LATCHKEY_PASSKEYS',
    fallback: 'on',
    meaning:
      'Whether people may sign in by passkeys, where browsers make them: a public URL with a host name, on https or localhost.',
    accepted: 'on or off is accepted',
    schema: v.picklist(['on', 'off']),
  }),
  introspectionClients: setting({
    key: 'LATCHKEY_INTROSPECTION_CLIENTS',
    fallback: '',
    secret: true,
    meaning: 'Services that may ask whether a token is good, `NAME:SECRET`, comma-separated.',
    accepted:
      'NAME:SECRET is accepted, comma-separated, each secret with 32 to 128 letters, digits, dots, dashes or tildes',
    schema: introspectionClients,
  }),
  challengeCost: setting({
    key: 'LATCHKEY_CHALLENGE_COST',
    fallback: '25000',
    meaning: 'PBKDF2 rounds of each of the about 100 attempts that solving the sign-in challenge takes.',
    accepted: 'a whole number from 1 to 1000000 is accepted',
    schema: v.pipe(
      v.string(),
      v.regex(/^\d{1,7}$/),
      v.transform(Number),
      v.minValue(1),
      v.maxValue(1_000_000),
    ),
  }),
  trustedProxy: setting({
    key: 'LATCHKEY_TRUSTED_PROXY',
    fallback: '',
    meaning: 'Addresses or networks whose `X-Forwarded-For` is believed, comma-separated.',
    accepted: 'addresses and CIDR networks are accepted, comma-separated, such as 127.0.0.1,10.0.0.0/8',
    schema: addressList,
  }),
  rateLimitScale: setting({
    key: 'LATCHKEY_RATE_LIMIT_SCALE',
    fallback: '1',
    meaning: 'Multiplies every rate limit, for many people behind one address.',
    accepted: 'a whole number from 1 to 10000 is accepted',
    schema: v.pipe(v.string(), v.regex(/^\d{1,5}$/), v.transform(Number), v.minValue(1), v.maxValue(10_000)),
  }),
  logLevel: setting({
    key: 'LATCHKEY_LOG_LEVEL',
    fallback: 'info',
    meaning: 'What is logged; `debug` adds one line for each request.',
    accepted: 'silent, fatal, error, warn, info, debug or trace is accepted',
    schema: v.picklist(['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace']),
  }),
} as const satisfies Record<string, Setting<unknown>>;

type Settings = typeof settings;

/** What the server runs by: every setting of the environment, checked. Times are milliseconds. */
export type Config = { readonly [Name in keyof Settings]: v.InferOutput<Settings[Name]['schema']> };

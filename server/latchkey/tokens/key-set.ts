import * as v from 'valibot';
import { type Millis, millis } from '../time/time.ts';

/** What a key signs. Access and refresh tokens never share one, so that neither can pass for the other. */
export type KeyRole = 'access' | 'refresh';

const base64url = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]+$/));
const secret = v.pipe(
  base64url,
  // RFC 7518 section 3.2: no shorter than the hash.
  v.check((k) => Buffer.from(k, 'base64url').length >= 32, 'a secret needs 32 bytes'),
);
const kid = v.pipe(v.string(), v.minLength(1), v.maxLength(64));

const life = {
  /** `next` is published and not used yet, `current` signs, `retired` only verifies. */
  state: v.picklist(['next', 'current', 'retired']),
  /** Since when it has been in this state; milliseconds since the epoch. */
  since: v.pipe(v.number(), v.integer()),
};

/** Others verify access tokens, so their key is a pair (Ed25519, RFC 8037). */
const accessKey = v.object({
  kid,
  kty: v.literal('OKP'),
  crv: v.literal('Ed25519'),
  x: base64url,
  d: base64url,
  role: v.literal('access'),
  ...life,
});

/** Nobody else verifies refresh tokens, so theirs is a secret. */
const refreshSecret = v.object({
  kid,
  kty: v.literal('oct'),
  k: secret,
  role: v.literal('refresh'),
  ...life,
});

/** Before, theirs was a pair as well. Kept as long as it signs or verifies; the next rotation brings a secret. */
const refreshPair = v.object({ ...accessKey.entries, role: v.literal('refresh') });

const refreshKey = v.variant('kty', [refreshSecret, refreshPair]);

/** What everything that is no signature is derived from: challenge and nonce secrets. */
const secretKey = v.object({
  kid,
  kty: v.literal('oct'),
  k: secret,
  role: v.literal('secret'),
  /** Of the sets whose place this one has taken after they had leaked. */
  replaces: v.optional(v.array(kid)),
});

export type AccessJwk = v.InferOutput<typeof accessKey>;
export type RefreshJwk = v.InferOutput<typeof refreshKey>;
export type SigningJwk = AccessJwk | RefreshJwk;
export type SecretJwk = v.InferOutput<typeof secretKey>;

const storedKeys = v.pipe(
  v.object({ keys: v.array(v.variant('role', [accessKey, refreshKey, secretKey])) }),
  v.transform(({ keys }) => ({
    signing: keys.filter((key): key is SigningJwk => key.role !== 'secret'),
    secrets: keys.filter((key): key is SecretJwk => key.role === 'secret'),
  })),
  v.check(({ secrets }) => secrets.length === 1, 'it needs exactly one key of role "secret"'),
  v.check(
    ({ signing }) =>
      (['access', 'refresh'] as const).every(
        (role) => signing.filter((key) => key.role === role && key.state === 'current').length === 1,
      ),
    'it needs exactly one current key for each of "access" and "refresh"',
  ),
  v.check(
    ({ signing }) => new Set(signing.map((key) => key.kid)).size === signing.length,
    'two keys share a kid',
  ),
  v.transform(({ signing, secrets }) => ({ signing, secret: secrets[0] as SecretJwk })),
);

/** All keys of a server; a JSON Web Key Set (RFC 7517 section 5) when written down. */
export type KeySet = v.InferOutput<typeof storedKeys>;

/** @throws {v.ValiError} that says what is wrong, and never shows a key. */
export function parseKeySet(value: unknown): KeySet {
  return v.parse(storedKeys, value);
}

export function toJwks(keys: KeySet): { keys: (SigningJwk | SecretJwk)[] } {
  return { keys: [...keys.signing, keys.secret] };
}

export type NewKey = (role: KeyRole, state: SigningJwk['state'], now: Millis) => SigningJwk;

/**
 * How long something can be valid that a role's key signs at its last moment; after that a retired key verifies
 * nothing any more, whether or not there has been another rotation.
 */
export type MaxLifetimes = Readonly<Record<KeyRole, Millis>>;

/** No access token is issued for longer, by its own `iat` and `exp`. */
export const MAX_ACCESS_LIFETIME_MS = millis(300_000);

/** @param sessionTtl a session's absolute lifetime, with which its refresh tokens end */
export const maxLifetimes = (sessionTtl: Millis): MaxLifetimes => ({
  access: MAX_ACCESS_LIFETIME_MS,
  refresh: sessionTtl,
});

/** Whether a key may still verify. */
export function isInUse(key: SigningJwk, longest: MaxLifetimes, now: Millis): boolean {
  return key.state !== 'retired' || now < key.since + longest[key.role];
}

/**
 * Moves every role on: the published key starts to sign, the one that signed only verifies, a new one is
 * published, and a retired one goes when nothing it has signed can be valid any more.
 */
export function rotated(keys: KeySet, newKey: NewKey, longest: MaxLifetimes, now: Millis): KeySet {
  const moved = keys.signing.filter((key) => isInUse(key, longest, now)).map((key) => movedOn(key, now));
  const roles: KeyRole[] = ['access', 'refresh'];
  const missing = roles.filter((role) => !moved.some((key) => key.role === role && key.state === 'current'));
  return {
    secret: keys.secret,
    signing: [
      ...moved,
      ...missing.map((role) => newKey(role, 'current', now)),
      ...roles.map((role) => newKey(role, 'next', now)),
    ],
  };
}

/**
 * Nothing but new keys, for when the old ones have leaked: `current` and `next` lie in one file, so whoever has one has
 * both. Servers that run with the old set take this one over, and none starts with the old one any more.
 */
export function replaced(before: KeySet, { signing, secret }: KeySet): KeySet {
  const { kid: leaked, replaces = [] } = before.secret;
  return { signing, secret: { ...secret, replaces: [...replaces, leaked] } };
}

function movedOn(key: SigningJwk, now: Millis): SigningJwk {
  switch (key.state) {
    case 'next':
      return { ...key, state: 'current', since: now };
    case 'current':
      return { ...key, state: 'retired', since: now };
    case 'retired':
      return key;
  }
}

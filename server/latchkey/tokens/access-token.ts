import { Problem } from '../errors/problem.ts';
import {
  generation,
  type SessionId,
  type SessionRecord,
  sessionId,
  type UserId,
  userId,
} from '../session/record.ts';
import { type Clock, type Millis, millis, toSeconds } from '../time/time.ts';
import { MAX_ACCESS_LIFETIME_MS } from './key-set.ts';
import { requireKnown } from './require-known.ts';
import { formatScope, type Scopes } from './scope.ts';
import { signJwt } from './sign-jwt.ts';
import type { SigningKeys } from './signing-keys.ts';
import { verifyJwt } from './verify-jwt.ts';

/** RFC 9068 section 2.1 */
const TYP = 'at+jwt';
/** RFC 9068 section 2.2 demands a client id; there is one client, in many installations. */
const CLIENT_ID = 'latchkey-extension';
/** A capability token's life at most: what a content script holds may leak to its page. */
const CAPABILITY_TTL_MS = millis(60_000);

/** How far apart the clocks of two servers may be before one refuses what the other has just issued. */
const SERVER_SKEW_MS = 30_000;

/** `access` is the session's own token; `capability` a narrower one for a content script. */
export type AccessKind = 'access' | 'capability';

/** What an access token says, once its signature has been verified. */
export interface AccessClaims {
  readonly kind: AccessKind;
  readonly uid: UserId;
  readonly sid: SessionId;
  readonly gen: number;
  readonly scopes: readonly string[];
  readonly expiresAt: Millis;
}

export interface AccessTokensDeps {
  readonly keys: SigningKeys;
  /** The server's public URL: issuer and audience at once. */
  readonly issuer: string;
  /** Whom the tokens are for beside this server (RFC 9068 section 3). */
  readonly audiences?: readonly string[] | undefined;
  readonly clock: Clock;
  readonly random: (bytes: number) => string;
  readonly ttlMs: Millis;
  /** What a token may be good for on this server. */
  readonly scopes: Scopes;
}

export interface IssuedToken {
  readonly token: string;
  readonly expiresInSeconds: number;
}

export type AccessTokens = ReturnType<typeof createAccessTokens>;

/** Access tokens: JWTs of RFC 9068, EdDSA, bearer, short. */
export function createAccessTokens(deps: AccessTokensDeps) {
  const { keys, issuer, audiences = [], clock, random, ttlMs, scopes } = deps;
  const aud = audiences.length === 0 ? issuer : [issuer, ...audiences];
  const requiredClaims = ['sub', 'sid', 'gen', 'scope', 'client_id', 'iat', 'exp', 'jti'];
  const rules = { role: 'access', typ: TYP, issuer, audience: issuer, requiredClaims } as const;

  function issue(
    kind: AccessKind,
    session: Pick<SessionRecord, 'uid' | 'sid' | 'gen' | 'claims'>,
    granted: readonly string[],
    expiresAt: Millis,
  ): IssuedToken {
    const now = clock();
    const iat = toSeconds(now);
    const exp = toSeconds(millis(Math.min(expiresAt, iat * 1000 + MAX_ACCESS_LIFETIME_MS)));
    const token = signJwt(keys.current('access'), TYP, {
      ...session.claims,
      sid: session.sid,
      gen: session.gen,
      scope: formatScope(granted),
      client_id: CLIENT_ID,
      ...(kind === 'capability' && { kind }),
      iss: issuer,
      aud,
      sub: session.uid,
      iat,
      exp,
      jti: random(16),
    });
    // From now and not from `iat`, which is up to a second ago: a client must not rely on life that is not there.
    return { token, expiresInSeconds: Math.max(0, toSeconds(millis(exp * 1000 - now))) };
  }

  return {
    issuer,
    /** Whom the tokens are for. */
    audience: [issuer, ...audiences] as readonly string[],

    /**
     * The access token of a session's current generation. It lives no shorter than `ttlMs`, unless five minutes
     * or the session end before.
     */
    issue(session: SessionRecord, granted: readonly string[]): IssuedToken {
      const wanted = millis(Math.ceil((clock() + ttlMs) / 1000) * 1000);
      return issue('access', session, granted, millis(Math.min(wanted, session.absoluteUntil)));
    },

    /**
     * A token that can do part of what `parent` can, for a minute at most and never longer than it. Of the claims that are
     * not the library's it has none: it lives where a page may read it.
     */
    issueCapability(parent: AccessClaims, granted: readonly string[]): IssuedToken {
      const session = { uid: parent.uid, sid: parent.sid, gen: generation(parent.gen) };
      const expiresAt = millis(Math.min(clock() + CAPABILITY_TTL_MS, parent.expiresAt));
      return issue('capability', session, granted, expiresAt);
    },

    /**
     * Checks signature, type, issuer, audience and times (RFC 9068 section 4). Whether the session still
     * lives is the guard's question.
     * @throws {Problem} `invalid_token`, or `keys_outdated` as long as this server lacks a key of its own set
     */
    verify(token: string): AccessClaims {
      const verdict = verifyJwt(token, rules, { keys, clock });
      switch (verdict.type) {
        case 'valid':
          return toClaims(verdict.claims, scopes, clock());
        case 'expired':
          throw refused('The access token has expired.');
        case 'unknown-key':
          requireKnown(verdict, 'access', keys);
          throw notValid();
        case 'invalid':
          throw notValid();
      }
    },
  };
}

function toClaims(payload: Readonly<Record<string, unknown>>, scopes: Scopes, now: Millis): AccessClaims {
  const { sub, sid, gen, scope, iat, exp, kind } = payload;
  const granted = typeof scope === 'string' ? scopes.parse(scope) : null;
  if (
    typeof sub !== 'string' ||
    typeof sid !== 'string' ||
    typeof gen !== 'number' ||
    typeof iat !== 'number' ||
    typeof exp !== 'number' ||
    granted === null ||
    (kind !== undefined && kind !== 'capability') ||
    iat * 1000 > now + SERVER_SKEW_MS
  ) {
    throw notValid();
  }
  return {
    kind: kind ?? 'access',
    uid: userId(sub),
    sid: sessionId(sid),
    gen,
    scopes: granted,
    expiresAt: millis(exp * 1000),
  };
}

/** Tells an expired token from a bad one and nothing more: a forger is not told which check failed. */
const notValid = () => refused('The access token is not valid.');

const refused = (detail: string) => new Problem('invalid_token', { detail });

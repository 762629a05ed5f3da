import { equalSecrets } from '../crypto/equal-secrets.ts';
import { mac } from '../crypto/mac.ts';
import {
  type Generation,
  generation,
  type SessionId,
  type SessionRecord,
  sessionId,
} from '../session/record.ts';
import { unavailable } from '../storage/with-failures.ts';
import { type Clock, toSeconds } from '../time/time.ts';
import { requireKnown } from './require-known.ts';
import { signJwt } from './sign-jwt.ts';
import type { SigningKeys } from './signing-keys.ts';
import { verifyJwt } from './verify-jwt.ts';

/** Own type and own key, so that neither token passes for the other (RFC 8725 sections 3.11 and 3.12). */
const TYP = 'rt+jwt';

export interface RefreshClaims {
  readonly sid: SessionId;
  readonly gen: Generation;
  readonly jti: string;
}

export type RefreshVerdict =
  | { readonly type: 'valid'; readonly claims: RefreshClaims }
  /** Genuine, and has only run out. */
  | { readonly type: 'expired' }
  | { readonly type: 'invalid' };

const invalid: RefreshVerdict = { type: 'invalid' };

export interface RefreshTokensDeps {
  readonly keys: SigningKeys;
  readonly issuer: string;
  readonly clock: Clock;
}

/** Where refresh tokens are presented, and nothing else: the only audience that is accepted. */
const refreshAudience = (issuer: string): string => `${issuer}/auth/refresh`;

export type RefreshTokens = ReturnType<typeof createRefreshTokens>;

/**
 * Refresh tokens: JWTs that only the cookie carries, and that nobody but this server reads: so they are signed
 * with a secret (HS256), which takes a fortieth of what a public key takes. Everything in one follows from the
 * session's record and its generation, so a lost answer is repeated by making the same token again: nothing has to
 * be kept for it.
 */
export function createRefreshTokens({ keys, issuer, clock }: RefreshTokensDeps) {
  const audience = refreshAudience(issuer);
  const requiredClaims = ['sub', 'sid', 'gen', 'jti', 'exp'];
  const rules = { role: 'refresh', typ: TYP, issuer, audience, requiredClaims } as const;

  return {
    /** The token of the record's current generation; the same one each time. */
    issue(record: SessionRecord): string {
      return signJwt(keys.current('refresh'), TYP, {
        sid: record.sid,
        gen: record.gen,
        iss: issuer,
        aud: audience,
        sub: record.uid,
        exp: toSeconds(record.absoluteUntil),
        jti: deriveJti(record, record.gen),
      });
    },

    /**
     * Checks signature, type, issuer, audience and end. `invalid` is whatever is no token of ours, which is a final
     * verdict for its client: so a key that is not known is looked for once more.
     * @throws {Problem} `storage_unavailable` when it could not be looked for, `keys_outdated` when it is of a rotation that
     * this server has not been given
     */
    async verify(token: string): Promise<RefreshVerdict> {
      let verdict = verifyJwt(token, rules, { keys, clock });
      if (verdict.type === 'unknown-key') {
        await keys.reload().catch(unavailable);
        verdict = verifyJwt(token, rules, { keys, clock });
      }
      switch (verdict.type) {
        case 'valid':
          return toClaims(verdict.claims);
        case 'expired':
          return { type: 'expired' };
        case 'unknown-key':
          requireKnown(verdict, 'refresh', keys);
          return invalid;
        case 'invalid':
          return invalid;
      }
    },
  };
}

/** Whether the token's `jti` is the one this session has for its generation. */
export function belongsTo(record: SessionRecord, { gen, jti }: RefreshClaims): boolean {
  return equalSecrets(deriveJti(record, gen), jti);
}

/** Names a generation's token without having been stored: an HMAC under the session's own secret. */
export function deriveJti({ secret, sid }: Pick<SessionRecord, 'secret' | 'sid'>, gen: Generation): string {
  return mac(Buffer.from(secret, 'base64url'), `${sid}|${gen}`);
}

function toClaims({ sid, gen, jti }: Readonly<Record<string, unknown>>): RefreshVerdict {
  if (typeof sid !== 'string' || typeof gen !== 'number' || typeof jti !== 'string') return invalid;
  return Number.isSafeInteger(gen) && gen > 0
    ? { type: 'valid', claims: { sid: sessionId(sid), gen: generation(gen), jti } }
    : invalid;
}

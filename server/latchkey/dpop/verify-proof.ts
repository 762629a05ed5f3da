import { verifies } from '../crypto/algorithm.ts';
import { parseCompact } from '../crypto/compact.ts';
import { isType, timeliness } from '../crypto/registered-claims.ts';
import { Problem } from '../errors/problem.ts';
import type { Thumbprint } from '../session/record.ts';
import { type Clock, type Millis, millis } from '../time/time.ts';
import { earliestMaking, isRecent } from './freshness.ts';
import type { Nonces } from './nonce.ts';
import { createProofKeys, type importProofKey } from './proof-key.ts';
import type { ReplayMemory } from './replay.ts';

/** A UUID takes 36; more would only be somebody trying things out. */
const MAX_JTI_LENGTH = 256;
const MAX_PROOF_LENGTH = 4096;

export interface ProofsDeps {
  /** The server's public origin; `htu` is checked against it, whatever a proxy made of the request. */
  readonly origin: string;
  readonly clock: Clock;
  readonly nonces: Nonces;
  readonly replays: ReplayMemory;
}

/** A proof that has passed every check but the one for replay. */
export interface Proof {
  /** The thumbprint of the key that made it. */
  readonly jkt: Thumbprint;
  readonly jti: string;
  /** When it was made at the earliest: by its `iat`, of which the clock may run ahead, and by its nonce. */
  readonly madeAt: Millis;
}

export type Proofs = ReturnType<typeof createProofs>;

/** DPoP proofs of RFC 9449, section 4.3's list of checks. */
export function createProofs({ origin, clock, nonces, replays }: ProofsDeps) {
  const keyOf = createProofKeys();

  return {
    /**
     * @param proof the `DPoP` header's value
     * @param method the request's method
     * @param path the request's path, without its query
     * @throws {Problem} `use_dpop_nonce` when only a nonce is missing or old, `invalid_dpop_proof` otherwise
     */
    verify(proof: string | undefined, method: string, path: string): Proof {
      if (proof === undefined) throw refused('The DPoP header is missing.');
      if (proof.length > MAX_PROOF_LENGTH) throw refused('The DPoP header is too long.');
      const { payload, jkt } = verifySignature(proof, keyOf, clock());

      const { htm, htu, iat, jti, nonce } = payload;
      if (htm !== method) throw refused(`"htm" claim must be "${method}".`);
      if (typeof htu !== 'string' || !sameTarget(htu, origin + path)) {
        throw refused(`"htu" claim must be "${origin}${path}".`);
      }
      if (typeof jti !== 'string' || jti === '' || jti.length > MAX_JTI_LENGTH) {
        throw refused('"jti" claim must be a string of 1 to 256 characters.');
      }
      if (typeof iat !== 'number') throw refused('"iat" claim must be a number.');
      const madeAt = freshSince(millis(iat * 1000), nonce, clock());
      if (madeAt === null) throw nonceNeeded();

      return { jkt, jti, madeAt };
    },

    /**
     * Uses the proof up. Apart from `verify`, so that a caller can do it in the same round trip to the storage
     * as its read.
     * @throws {Problem} `invalid_dpop_proof` when it has been used before
     */
    async spend({ jkt, jti }: Proof): Promise<void> {
      if (!(await replays.firstUse(jkt, jti))) throw refused('This proof has been used before.');
    },
  };

  /** When the proof was made at the earliest; `null` when it shows neither a recent `iat` nor a valid nonce. */
  function freshSince(issuedAt: Millis, nonce: unknown, now: Millis): Millis | null {
    const recent = isRecent(issuedAt, now);
    const earliest = earliestMaking(issuedAt);
    if (nonce === undefined) return recent && issuedAt >= replays.nonceRequiredUntil ? earliest : null;
    const handedOutAt = typeof nonce === 'string' ? nonces.handedOutAt(nonce, now) : null;
    if (handedOutAt === null) return null;
    return recent ? millis(Math.max(earliest, handedOutAt)) : handedOutAt;
  }

  function nonceNeeded(): Problem {
    return new Problem('use_dpop_nonce', {
      detail: 'Make the proof again with the nonce in the DPoP-Nonce header.',
      nonce: nonces.current(clock()),
    });
  }
}

function verifySignature(proof: string, keyOf: typeof importProofKey, now: Millis) {
  const jws = parseCompact(proof);
  const from = jws === null ? null : keyOf(jws.header.jwk);
  if (
    jws === null ||
    from === null ||
    jws.header.alg !== 'ES256' ||
    !isType(jws.header.typ, 'dpop+jwt') ||
    !verifies('ES256', from.key, jws.input, jws.signature) ||
    timeliness(jws.payload, now) !== 'valid'
  ) {
    throw refused('The proof is no valid ES256 "dpop+jwt".');
  }
  return { payload: jws.payload, jkt: from.jkt };
}

/** RFC 9449 section 4.3, check 9: compared after normalisation, without query and fragment. */
function sameTarget(htu: string, expected: string): boolean {
  if (htu === expected) return true;
  if (!URL.canParse(htu)) return false;
  const { origin, pathname } = new URL(htu);
  return origin + pathname === expected;
}

function refused(detail: string): Problem {
  return new Problem('invalid_dpop_proof', { detail });
}

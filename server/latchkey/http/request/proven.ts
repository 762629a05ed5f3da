import type { Context } from 'hono';
import type { Proof, Proofs } from '../../dpop/verify-proof.ts';
import { Problem } from '../../errors/problem.ts';
import type { RateLimits } from '../../rate-limits/limits.ts';
import type { PublicPaths } from './public-path.ts';

export interface ProvenDeps {
  readonly proofs: Proofs;
  readonly publicPaths: PublicPaths;
  readonly rateLimits: Pick<RateLimits, 'consumeRefusal'>;
  readonly clientAddress: (c: Context) => string;
}

/**
 * The proof of a request that has nothing else to show yet. Of what can be spent, nothing goes before all that can be
 * checked without spending: a client that is asked for a nonce keeps its solved challenge. A refused proof costs its
 * sender nothing, so it is counted against the address before a line is written of it.
 * @param spend what else the request costs, before its proof is used up
 * @throws {Problem} `rate_limited` in place of `invalid_dpop_proof` when there were too many
 */
export async function proven(
  { proofs, publicPaths, rateLimits, clientAddress }: ProvenDeps,
  c: Context,
  spend: (proof: Proof) => Promise<void>,
): Promise<Proof> {
  try {
    const proof = proofs.verify(c.req.header('DPoP'), c.req.method, publicPaths.of(c));
    await spend(proof);
    await proofs.spend(proof);
    return proof;
  } catch (cause) {
    if (cause instanceof Problem && cause.code === 'invalid_dpop_proof') {
      await rateLimits.consumeRefusal(clientAddress(c));
    }
    throw cause;
  }
}

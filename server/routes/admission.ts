import type { Context } from 'hono';
import type { Challenges, SolvedChallenge } from '../challenge/challenges.ts';
import type { Proof, Proofs } from '../proof/verify-proof.ts';
import type { Protection } from '../protection/protection.ts';

export interface AdmissionDeps {
  readonly proofs: Proofs;
  readonly challenges: Challenges;
  readonly protection: Protection;
  readonly address: (c: Context) => string;
}

/**
 * What everybody passes before a password is looked at. Of what can be spent, nothing goes before all that can
 * be checked without spending: a client that is asked for a nonce keeps its solved challenge.
 * @returns the proof, whose key the new session will be bound to
 */
export async function admit(deps: AdmissionDeps, c: Context, challenge: SolvedChallenge): Promise<Proof> {
  const proof = await deps.proofs.verify(c.req.header('DPoP'), c.req.method, c.req.path);
  await deps.protection.signIn(deps.address(c));
  await deps.challenges.spend(challenge);
  await deps.proofs.spend(proof);
  return proof;
}

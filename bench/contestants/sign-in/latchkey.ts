import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { solveChallenge } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';
import { defaultExtensionOrigin } from 'latchkey-server';
import { Prover } from '../../load/proofs.ts';
import type { Program } from '../../machine/program.ts';
import type { SignedIn } from '../contestant.ts';

const password = 'correct horse battery';

/** Clients that register as the extension does: a solved challenge, a password, a key of their own. */
export async function signInToLatchkey({ origin }: Program, count: number): Promise<SignedIn[]> {
  const clients: SignedIn[] = [];
  for (let client = 0; client < count; client += 1) clients.push(await register(origin));
  return clients;
}

async function register(origin: string): Promise<SignedIn> {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const privateJwk = privateKey.export({ format: 'jwk' });
  const prover = new Prover(privateJwk, 'POST', `${origin}/auth/register`);
  const challenge = await (await fetch(`${origin}/auth/challenge`)).json();
  const solution = await solveChallenge({ challenge, deriveKey });
  const username = `bench-${randomBytes(8).toString('hex')}`;
  const body = JSON.stringify({ username, password, challenge: { challenge, solution } });

  const first = await send(prover.prove());
  const nonce = first.headers.get('DPoP-Nonce');
  const response = nonce === null ? first : await send(prover.prove(nonce));
  const answer = (await response.json()) as { access_token: string; receipt: string };
  const cookie = /^rt-[\w-]+=([^;]+)/.exec(response.headers.getSetCookie()[0] ?? '')?.[1];
  if (cookie === undefined) throw new Error(`not registered: ${JSON.stringify(answer)}`);
  return {
    header: `Authorization: Bearer ${answer.access_token}`,
    chain: { cookie, bound: { privateJwk, receipt: answer.receipt } },
  };

  function send(proof: string): Promise<Response> {
    return fetch(`${origin}/auth/register`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Origin: defaultExtensionOrigin, DPoP: proof },
      body,
    });
  }
}

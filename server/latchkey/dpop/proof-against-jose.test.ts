import { createPublicKey, generateKeyPairSync, randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { calculateJwkThumbprint, EmbeddedJWK, type JWK, jwtVerify, SignJWT } from 'jose';
import { expect, test } from 'vitest';
import { type Millis, millis } from '../time/time.ts';
import { createNonces } from './nonce.ts';
import { createProofKeys, importProofKey } from './proof-key.ts';
import { createLocalReplayMemory } from './replay.ts';
import { createProofs } from './verify-proof.ts';

/** jose is the judge: what is a proof here is one to jose, made by the key of that thumbprint. */
const ORIGIN = 'http://localhost:8787';
const PATH = '/auth/refresh';
const now = millis(1_800_000_000_000);
let startedAt: Millis = millis(now - 60_000);
const replays = createLocalReplayMemory(() => startedAt);
startedAt = now;
const proofs = createProofs({
  origin: ORIGIN,
  clock: () => now,
  nonces: createNonces(() => new Uint8Array(32)),
  replays,
});

const pairs = Array.from({ length: 8 }, () => generateKeyPairSync('ec', { namedCurve: 'P-256' }));
const publicJwk = (index: number): JWK => pairs[index]?.publicKey.export({ format: 'jwk' }) as JWK;

async function made(index: number, header: object = {}, claims: object = {}): Promise<string> {
  const right = { htm: 'POST', htu: ORIGIN + PATH, iat: now / 1000, jti: randomUUID() };
  const all = { alg: 'ES256', typ: 'dpop+jwt', jwk: publicJwk(index), ...header };
  const key = pairs[index]?.privateKey;
  if (key === undefined) throw new Error('no such key');
  return new SignJWT(JSON.parse(JSON.stringify({ ...right, ...claims })))
    .setProtectedHeader(JSON.parse(JSON.stringify(all)))
    .sign(key);
}

function ours(proof: string): string | null {
  try {
    return proofs.verify(proof, 'POST', PATH).jkt;
  } catch {
    return null;
  }
}

async function joses(proof: string): Promise<string | null> {
  try {
    const { protectedHeader } = await jwtVerify(proof, EmbeddedJWK, {
      ...{ algorithms: ['ES256'], typ: 'dpop+jwt', currentDate: new Date(now) },
    });
    return await calculateJwkThumbprint(protectedHeader.jwk as JWK);
  } catch {
    return null;
  }
}

const whose = fc.nat(pairs.length - 1);

test('a right proof names the key that jose names', async () => {
  await fc.assert(
    fc.asyncProperty(whose, async (index) => {
      const proof = await made(index);
      expect(ours(proof)).toBe(await joses(proof));
      expect(ours(proof)).toBe(await calculateJwkThumbprint(publicJwk(index)));
    }),
  );
});

test('what is changed in a header or a time under a right signature gets the verdict that jose gives', async () => {
  const at = fc.constantFrom(undefined, now / 1000 - 1, now / 1000, now / 1000 + 1, 'soon', null);
  const member = fc.constantFrom(undefined, '', 'AAAA', 7, null, 'A'.repeat(43), publicJwk(0).x);
  const jwk = fc.record(
    {
      kty: fc.constantFrom('EC', 'OKP', 'oct', undefined),
      crv: fc.constantFrom('P-256', 'P-384'),
      x: member,
      y: member,
      d: member,
      use: fc.constant('sig'),
    },
    { requiredKeys: [] },
  );
  const typ = fc.constantFrom('dpop+jwt', 'DPoP+JWT', 'application/dpop+jwt', 'jwt', undefined);
  const crit = fc.constantFrom(undefined, ['exp']);
  const changes = fc.record({ jwk, typ, crit, exp: at, nbf: at }, { requiredKeys: [] });
  await fc.assert(
    fc.asyncProperty(whose, changes, async (index, { jwk: changed, exp, nbf, ...header }) => {
      const right = publicJwk(index);
      const proof = await made(index, { ...header, jwk: { ...right, ...changed } }, { exp, nbf }).catch(
        () => null,
      );
      // jose itself makes no token that asks for an extension which it does not know.
      if (proof !== null) expect(ours(proof)).toBe(await joses(proof));
    }),
    { numRuns: 500 },
  );
});

test('a proof that was touched anywhere is none', async () => {
  const character = fc.constantFrom(...'AZaz09-_.=+/ \n!é');
  const edit = fc.record({
    at: fc.nat(600),
    drop: fc.nat(2),
    put: fc.string({ unit: character, maxLength: 2 }),
  });
  const proof = await made(0);
  fc.assert(
    fc.property(edit, ({ at, drop, put }) => {
      const place = at % proof.length;
      const touched = proof.slice(0, place) + put + proof.slice(place + drop);
      if (touched !== proof) expect(ours(touched)).toBeNull();
    }),
    { numRuns: 500 },
  );
});

test('a key is taken when it is a public point of P-256, written in the one way', () => {
  const { kty, crv, x = '', y = '' } = publicJwk(1);
  const keyOf = createProofKeys();
  expect(keyOf({ kty, crv, x, y })).toEqual(importProofKey({ kty, crv, x, y }));
  expect(keyOf({ kty, crv, x, y })).toBe(keyOf({ kty, crv, x, y, use: 'sig' }));
  expect(importProofKey({ kty, crv, x, y })?.key.equals(pairs[1]?.publicKey ?? createPublicKey(''))).toBe(
    true,
  );
  const offCurve = { kty, crv, x: y, y: x };
  const other = generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey.export({ format: 'jwk' });
  const okp = generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' });
  const aliased = { kty, crv, x: `${x}=`, y };
  for (const jwk of [offCurve, other, okp, aliased, null, 'EC', [], { kty: 'oct', k: 'AA' }]) {
    expect(importProofKey(jwk)).toBeNull();
    expect(keyOf(jwk)).toBeNull();
  }
});

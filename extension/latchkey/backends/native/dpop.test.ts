import { calculateJwkThumbprint, EmbeddedJWK, exportJWK, jwtVerify } from 'jose';
import { beforeEach, expect, test } from 'vitest';
import type { KeyStore } from '../../broker/ports.ts';
import { createProver } from './dpop.ts';

class Keys implements KeyStore {
  pair: CryptoKeyPair | null = null;
  saved = 0;
  broken = false;
  async load() {
    if (this.broken) throw new Error('broken');
    return this.pair;
  }
  async save(pair: CryptoKeyPair) {
    this.saved += 1;
    this.pair = pair;
  }
}

let keys: Keys;
beforeEach(() => {
  keys = new Keys();
});

const request = {
  htm: 'POST',
  htu: 'https://api.example/auth/refresh',
  nonce: null,
  issuedAtMs: 1_767_225_600_900,
};
const read = (proof: string) =>
  jwtVerify(proof, EmbeddedJWK, {
    typ: 'dpop+jwt',
    algorithms: ['ES256'],
    currentDate: new Date(request.issuedAtMs),
  });

const thumbprint = async (pair: CryptoKeyPair | null) =>
  pair && calculateJwkThumbprint(await exportJWK(pair.publicKey));

test('a proof says what it is for, when by the server’s clock, and is signed by the key in it', async () => {
  const { payload, protectedHeader } = await read(await createProver(keys).prove(request));
  expect(payload).toEqual({ htm: 'POST', htu: request.htu, iat: 1_767_225_600, jti: expect.any(String) });
  expect(Object.keys(protectedHeader.jwk ?? {}).toSorted()).toEqual(['crv', 'kty', 'x', 'y']);
});

test('a nonce is in it when there is one', async () => {
  const { payload } = await read(await createProver(keys).prove({ ...request, nonce: 'n1' }));
  expect(payload.nonce).toBe('n1');
});

test('no two proofs are the same', async () => {
  const prover = createProver(keys);
  const [one, other] = await Promise.all([prover.prove(request), prover.prove(request)]);
  expect((await read(one)).payload.jti).not.toBe((await read(other)).payload.jti);
});

test('proofs made at once by a new installation are by one key, and it is stored first', async () => {
  const prover = createProver(keys);
  const proofs = await Promise.all([prover.prove(request), prover.prove(request), prover.prove(request)]);
  expect(keys.saved).toBe(1);
  const thumbprints = await Promise.all(
    proofs.map(async (proof) => calculateJwkThumbprint((await read(proof)).protectedHeader.jwk ?? {})),
  );
  expect(new Set(thumbprints)).toEqual(new Set([await thumbprint(keys.pair)]));
});

test('the next worker proves with the same key', async () => {
  await createProver(keys).prove(request);
  const { protectedHeader } = await read(await createProver(keys).prove(request));
  const stored = keys.pair && (await exportJWK(keys.pair.publicKey));
  expect(protectedHeader.jwk).toEqual({ kty: stored?.kty, crv: stored?.crv, x: stored?.x, y: stored?.y });
  expect(keys.saved).toBe(1);
});

test('a key that was cleared away under a worker is stored again before a session is bound to it', async () => {
  const prover = createProver(keys);
  await prover.prove(request);
  const { pair } = keys;
  keys.pair = null;
  await prover.store();
  expect(keys.pair).toBe(pair);
  keys.pair = null;
  keys.broken = true;
  await expect(prover.store()).rejects.toThrow('broken');
});

test('of two keys the one in the store is the one that sessions are bound to', async () => {
  const prover = createProver(keys);
  await prover.prove(request);
  keys.pair = null;
  await createProver(keys).prove(request);
  await prover.store();
  const { protectedHeader } = await read(await prover.prove(request));
  expect(await calculateJwkThumbprint(protectedHeader.jwk ?? {})).toBe(await thumbprint(keys.pair));
});

test('the private key can not be read', async () => {
  await createProver(keys).prove(request);
  expect(keys.pair?.privateKey.extractable).toBe(false);
});

test('a store that fails once makes no new key, and is asked again', async () => {
  await createProver(keys).prove(request);
  keys.broken = true;
  const prover = createProver(keys);
  await expect(prover.prove(request)).rejects.toThrow('broken');
  keys.broken = false;
  await prover.prove(request);
  expect(keys.saved).toBe(1);
});

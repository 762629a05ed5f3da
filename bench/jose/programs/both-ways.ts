import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { EmbeddedJWK, importJWK, jwtVerify, SignJWT } from 'jose';
import { systemClock } from 'latchkey-server/module';
import {
  createProofKeys,
  createSigningKeys,
  newKeySet,
  parseCompact,
  signJwt,
  verifies,
  verifyJwt,
} from 'latchkey-server/testing';
import { spread } from '../../measure/statistics.ts';

/** What a refresh does with JOSE, by this server's own signer and verifier and by jose. Prints a JSON array. */
const [rounds, seconds] = process.argv.slice(2).map(Number) as [number, number];
/** As many at once as the load has clients: an asynchronous answer is waited for by all of them together. */
const AT_ONCE = 50;

const keys = createSigningKeys(newKeySet(systemClock()));
const issuer = 'http://localhost:8787';
const now = Math.floor(systemClock() / 1000);
const claims = {
  ...{ iss: issuer, aud: issuer, sub: randomBytes(16).toString('base64url'), iat: now, exp: now + 300 },
  ...{ sid: randomBytes(16).toString('base64url'), jti: randomBytes(16).toString('base64url'), gen: 7 },
};

function token(role: 'access' | 'refresh', typ: string) {
  const key = keys.current(role);
  const signed = signJwt(key, typ, claims);
  const rules = { role, typ, issuer, audience: issuer, requiredClaims: ['sub', 'exp', 'jti'] };
  const { kid, alg } = key;
  return {
    sign: {
      ours: () => signJwt(key, typ, claims),
      jose: () => new SignJWT(claims).setProtectedHeader({ alg, typ, kid }).sign(key.sign),
    },
    verify: {
      ours: () => verifyJwt(signed, rules, { keys, clock: systemClock }),
      jose: () => jwtVerify(signed, key.verify, { typ, issuer, audience: issuer, algorithms: [alg] }),
    },
  };
}

async function proof() {
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwk = pair.publicKey.export({ format: 'jwk' });
  const header = { alg: 'ES256', typ: 'dpop+jwt', jwk } as const;
  const key = await importJWK(pair.privateKey.export({ format: 'jwk' }), 'ES256');
  const made = await new SignJWT({ htm: 'POST', htu: `${issuer}/auth/refresh`, iat: now, jti: claims.jti })
    .setProtectedHeader(header)
    .sign(key);
  const keyOf = createProofKeys();
  return {
    ours: () => {
      const jws = parseCompact(made);
      const from = jws && keyOf(jws.header.jwk);
      if (!jws || !from || !verifies('ES256', from.key, jws.input, jws.signature)) throw new Error('refused');
    },
    jose: () => jwtVerify(made, EmbeddedJWK, { typ: 'dpop+jwt', algorithms: ['ES256'] }),
  };
}

/** Microseconds of one. */
async function time(one: () => unknown, forSeconds: number): Promise<number> {
  const from = performance.now();
  let count = 0;
  while (performance.now() - from < forSeconds * 1000) {
    await Promise.all(Array.from({ length: AT_ONCE }, one));
    count += AT_ONCE;
  }
  return ((performance.now() - from) * 1000) / count;
}

const [access, refresh] = [token('access', 'at+jwt'), token('refresh', 'rt+jwt')];
const operations = {
  'ES256, a proof verified': await proof(),
  'EdDSA, an access token signed': access.sign,
  'EdDSA, an access token verified': access.verify,
  'HS256, a refresh token signed': refresh.sign,
  'HS256, a refresh token verified': refresh.verify,
};

const results = [];
for (const [what, { ours, jose }] of Object.entries(operations)) {
  const found = { ours: [] as number[], jose: [] as number[] };
  await time(ours, seconds);
  await time(jose, seconds);
  for (let round = 0; round < rounds; round += 1) {
    found.ours.push(await time(ours, seconds));
    found.jose.push(await time(jose, seconds));
  }
  results.push({ what, oursMicros: spread(found.ours).median, joseMicros: spread(found.jose).median });
}
process.stdout.write(JSON.stringify(results));

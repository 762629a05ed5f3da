import fc from 'fast-check';
import { type CryptoKey, errors, jwtVerify, type KeyObject, SignJWT } from 'jose';
import { expect, test } from 'vitest';
import { signature } from '../crypto/algorithm.ts';
import { signingInput } from '../crypto/compact.ts';
import { millis } from '../time/time.ts';
import type { KeyRole } from './key-set.ts';
import { newKeySet } from './new-keys.ts';
import { signJwt } from './sign-jwt.ts';
import { createSigningKeys } from './signing-keys.ts';
import { type JwtRules, verifyJwt } from './verify-jwt.ts';

const runs = Number(process.env.LATCHKEY_TEST_RUNS ?? 150);

/** jose is the judge: what is signed here it accepts, and what it refuses is refused here. */
const NOW = millis(1_800_000_000_000);
const seconds = NOW / 1000;
const keys = createSigningKeys(newKeySet(NOW));
const ISSUER = 'http://localhost:8787';

const rulesOf = (role: KeyRole): JwtRules => ({
  role,
  typ: role === 'access' ? 'at+jwt' : 'rt+jwt',
  issuer: ISSUER,
  audience: ISSUER,
  requiredClaims: ['sub', 'exp', 'jti'],
});
const ours = (token: string, role: KeyRole) => verifyJwt(token, rulesOf(role), { keys, clock: () => NOW });

async function joses(token: string, role: KeyRole) {
  const { alg } = keys.current(role);
  const { typ, issuer, audience, requiredClaims } = rulesOf(role);
  const keyFor = ({ kid }: { kid?: string }): CryptoKey | KeyObject => {
    const key = typeof kid === 'string' ? keys.find(role, kid) : undefined;
    if (key === undefined) throw new errors.JWKSNoMatchingKey();
    return key.verify;
  };
  try {
    const { payload } = await jwtVerify(token, keyFor, {
      ...{ typ, issuer, audience, algorithms: [alg], currentDate: new Date(NOW) },
      requiredClaims: [...requiredClaims],
    });
    return { type: 'valid', claims: payload };
  } catch (cause) {
    if (cause instanceof errors.JWTExpired) return { type: 'expired' };
    if (cause instanceof errors.JOSEError) return { type: 'invalid' };
    throw cause;
  }
}

const role = fc.constantFrom<KeyRole>('access', 'refresh');
const right = { iss: ISSUER, aud: ISSUER, sub: 'u', jti: 'j', exp: seconds + 60 };

test('what is signed here is what jose reads, character by character', async () => {
  const extra = fc.record({ name: fc.string({ unit: 'grapheme' }), list: fc.jsonValue() });
  const claims = extra.map((more) => ({ ...right, ...more }));
  await fc.assert(
    fc.asyncProperty(role, claims, async (of, claimed) => {
      const key = keys.current(of);
      const { typ } = rulesOf(of);
      const token = signJwt(key, typ, claimed);
      const joseMade = new SignJWT(claimed).setProtectedHeader({ alg: key.alg, typ, kid: key.kid });
      expect(token).toBe(await joseMade.sign(key.sign));
      expect(await joses(token, of)).toEqual({ type: 'valid', claims: JSON.parse(JSON.stringify(claimed)) });
    }),
  );
});

test('whatever is claimed under a right signature gets the verdict that jose gives', async () => {
  const around = fc.integer({ min: seconds - 2, max: seconds + 2 });
  const time = fc.oneof(around, around.map(String), fc.constantFrom(undefined, null, 1e300, -1));
  const text = fc.constantFrom<unknown>(ISSUER, 'http://evil.example', '', undefined, null, 7);
  const change = fc.record(
    {
      iss: text,
      aud: fc.oneof(text, fc.array(text, { maxLength: 3 })),
      exp: time,
      nbf: time,
      iat: time,
      sub: text,
    },
    { requiredKeys: [] },
  );
  const header = fc.record(
    {
      typ: fc.constantFrom(
        ...[
          'at+jwt',
          'AT+JWT',
          'application/at+jwt',
          'rt+jwt',
          'Application/RT+jwt',
          'jwt',
          '',
          undefined,
          7,
        ],
      ),
      kid: fc.constantFrom('foreign', '__proto__', undefined, keys.current('refresh').kid),
      jku: fc.constantFrom('https://evil.example/keys', 'http://127.0.0.1/', ''),
      crit: fc.constantFrom<unknown>(undefined, ['exp'], [], 'exp'),
    },
    { requiredKeys: [] },
  );
  await fc.assert(
    fc.asyncProperty(role, header, change, async (of, changedHeader, changedClaims) => {
      const { kid, alg } = keys.current(of);
      const all = { alg, typ: rulesOf(of).typ, kid, ...changedHeader };
      const token = made(of, all, { ...right, ...changedClaims });
      const verdict = ours(token, of);
      const comparable = verdict.type === 'unknown-key' ? { type: 'invalid' } : verdict;
      expect(comparable).toEqual(await joses(token, of));
    }),
    { numRuns: 5 * runs },
  );
});

test('a token that was touched anywhere is good for nothing that it is not good for with jose', async () => {
  const character = fc.constantFrom(...'AZaz09-_.=+/ \n!é');
  const edit = fc.record({
    at: fc.nat(500),
    drop: fc.nat(2),
    put: fc.string({ unit: character, maxLength: 2 }),
  });
  await fc.assert(
    fc.asyncProperty(role, edit, async (of, { at, drop, put }) => {
      const token = signJwt(keys.current(of), rulesOf(of).typ, right);
      const place = at % token.length;
      const touched = token.slice(0, place) + put + token.slice(place + drop);
      const verdict = ours(touched, of);
      // Touched in its key id, it names a key that is not known; jose tells neither from the other.
      if (touched !== token) expect(verdict.type).toMatch(/^(invalid|unknown-key)$/);
      if (verdict.type === 'valid') expect(await joses(touched, of)).toEqual(verdict);
    }),
    { numRuns: 10 * runs },
  );
});

test('no algorithm but the key’s own is taken, whatever the header says', () => {
  for (const of of ['access', 'refresh'] as const) {
    const key = keys.current(of);
    for (const alg of ['none', 'HS256', 'EdDSA', 'ES256', 'HS512', '', 7, undefined]) {
      const token = made(of, { alg, typ: rulesOf(of).typ, kid: key.kid }, right);
      expect(ours(token, of).type).toBe(alg === key.alg ? 'valid' : 'invalid');
    }
  }
});

/** A token with this header and these claims under the right key. */
function made(of: KeyRole, header: object, claims: object): string {
  const { alg, sign } = keys.current(of);
  const input = signingInput(header, claims);
  return `${input}.${signature(alg, sign, input).toString('base64url')}`;
}

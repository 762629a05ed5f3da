import fc from 'fast-check';
import { jwtVerify } from 'jose';
import { expect, test } from 'vitest';
import { signJwt } from './sign-jwt.ts';

test('whatever is claimed, jose reads it, and finds the signature right', async () => {
  const { privateKey, publicKey } = await crypto.subtle.generateKey(
    { name: 'ECDSA', namedCurve: 'P-256' },
    false,
    ['sign', 'verify'],
  );
  const claims = fc.dictionary(
    fc.string({ unit: 'binary' }).map((name) => `_${name}`),
    fc.jsonValue(),
  );
  await fc.assert(
    fc.asyncProperty(claims, async (claimed) => {
      const token = await signJwt(privateKey, { typ: 'a+jwt' }, claimed);
      const { payload, protectedHeader } = await jwtVerify(token, publicKey, { typ: 'a+jwt' });
      expect(payload).toEqual(JSON.parse(JSON.stringify(claimed)));
      expect(protectedHeader).toEqual({ alg: 'ES256', typ: 'a+jwt' });
    }),
  );
});

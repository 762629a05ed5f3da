import { Hono } from 'hono';
import * as v from 'valibot';
import type { SigningKeys } from '../../tokens/signing-keys.ts';
import { describe } from '../openapi/describe.ts';

const answer = v.object({
  keys: v.array(
    v.object({
      kid: v.string(),
      kty: v.string(),
      crv: v.string(),
      x: v.string(),
      alg: v.string(),
      use: v.string(),
    }),
  ),
});

/** GET /.well-known/jwks.json (RFC 7517 section 5): what another resource server needs to check access tokens. */
export function jwksRoute({ keys }: { readonly keys: SigningKeys }) {
  return new Hono().get(
    '/.well-known/jwks.json',
    describe({
      tag: 'Operation',
      summary: 'The public keys of access tokens',
      success: { status: 200, description: 'A JSON Web Key Set', schema: answer },
    }),
    (c) => {
      // A new key is published long before it signs, so an hour's cache never meets an unknown one.
      c.header('Cache-Control', 'public, max-age=3600');
      return c.json(keys.jwks());
    },
  );
}

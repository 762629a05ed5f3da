import { Hono } from 'hono';
import type { SigningKeys } from '../tokens/signing-keys.ts';

/** GET /.well-known/jwks.json (RFC 7517 section 5): what another resource server needs to check access tokens. */
export function jwksRoute({ keys }: { readonly keys: SigningKeys }) {
  return new Hono().get('/.well-known/jwks.json', (c) => {
    // A new key is published long before it signs, so an hour's cache never meets an unknown one.
    c.header('Cache-Control', 'public, max-age=3600');
    return c.json(keys.jwks());
  });
}

import type { PublicClientProvider } from './public-client-provider.ts';

/** How long after its making a proof is taken. */
const PROOF_LIFE_MS = 60_000;

/** The door of an API that takes a provider's access tokens, bound ones with a proof (RFC 9449 section 7.2) only. */
export class ResourceServer {
  /** What has to be in each proof (section 9); `null` for nothing. */
  nonce: string | null = null;
  readonly #provider: Pick<PublicClientProvider, 'accessToken'>;
  readonly #audience: string | null;
  readonly #used = new Set<unknown>();

  /** @param audience what a token has to be for (RFC 8707); `null` where any will do */
  constructor(provider: Pick<PublicClientProvider, 'accessToken'>, audience: string | null = null) {
    this.#provider = provider;
    this.#audience = audience;
  }

  /** @returns `null` for a request that may pass */
  async refuse(request: Request): Promise<Response | null> {
    const [scheme = '', value = ''] = request.headers.get('Authorization')?.split(' ') ?? [];
    const token = await this.#provider.accessToken(value);
    if (token === null) return this.#challenge('invalid_token');
    if (this.#audience !== null && token.audience !== this.#audience) return this.#challenge('invalid_token');
    if (token.jkt === null) return scheme === 'Bearer' ? null : this.#challenge('invalid_token');
    if (scheme !== 'DPoP') return this.#challenge('invalid_token');
    const proof = await readProof(request.headers.get('DPoP') ?? '');
    if (proof === null || proof.jkt !== token.jkt) return this.#challenge('invalid_dpop_proof');
    const { htm, htu, ath, iat = 0, jti, nonce } = proof.claims;
    if (this.nonce !== null && nonce !== this.nonce) return this.#challenge('use_dpop_nonce');
    const { origin, pathname } = new URL(request.url);
    const isForThis = htm === request.method && htu === origin + pathname && ath === (await hashOf(value));
    const isFresh = Math.abs(Date.now() - iat * 1000) < PROOF_LIFE_MS && !this.#used.has(jti);
    this.#used.add(jti);
    return isForThis && isFresh ? null : this.#challenge('invalid_dpop_proof');
  }

  #challenge(error: string): Response {
    return Response.json(
      { error },
      {
        status: 401,
        headers: {
          'WWW-Authenticate': `DPoP error="${error}", algs="ES256"`,
          ...(this.nonce !== null && { 'DPoP-Nonce': this.nonce }),
        },
      },
    );
  }
}

async function readProof(proof: string) {
  const { calculateJwkThumbprint, EmbeddedJWK, jwtVerify } = await import('jose');
  try {
    const { payload, protectedHeader } = await jwtVerify<{
      htm: unknown;
      htu: unknown;
      ath: unknown;
      nonce: unknown;
    }>(proof, EmbeddedJWK, { typ: 'dpop+jwt', algorithms: ['ES256'] });
    return { claims: payload, jkt: await calculateJwkThumbprint(protectedHeader.jwk ?? {}) };
  } catch {
    return null;
  }
}

async function hashOf(accessToken: string): Promise<string> {
  const { base64url } = await import('jose');
  return base64url.encode(
    new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(accessToken))),
  );
}

import * as oauth from 'oauth4webapi';
import type { BackendTools } from '../../broker/backend.ts';
import { notSupported } from '../../broker/not-supported.ts';
import { createProofKey } from '../proof-key.ts';
import { byKeyStore } from './failure.ts';

/** Whether tokens are bound to this browser's key: where the provider offers it, always, or never. */
export type DpopUse = 'offered' | 'required' | 'off';

const ALGORITHM = 'ES256';

/**
 * Whether a session that begins is bound (RFC 9449 section 5.1). One that has begun goes on as it did.
 * @throws LatchkeyError `not-supported` where it has to be and the provider does not offer it
 */
export function isBound(
  use: DpopUse,
  { dpop_signing_alg_values_supported: offered = [] }: Partial<oauth.AuthorizationServer>,
): boolean {
  if (use === 'off') return false;
  if (offered.includes(ALGORITHM)) return true;
  if (use === 'required') throw notSupported('A token that is bound to a key');
  return false;
}

/** Whether an API has refused by naming tokens alone: it knows no proofs, and takes a bound token as any other. */
export function wantsBearer(error: unknown): boolean {
  if (!(error instanceof oauth.WWWAuthenticateChallengeError) || error.status !== 401) return false;
  const schemes = error.cause.map(({ scheme }) => scheme);
  return schemes.includes('bearer') && !schemes.includes('dpop');
}

/** Asks once more where the server wants its own nonce in the proof (RFC 9449 section 8). */
export const withNonce = <T>(ask: () => Promise<T>): Promise<T> =>
  ask().catch((error) => {
    if (!oauth.isDPoPNonceError(error)) throw error;
    return ask();
  });

export interface Proofs {
  /** Makes proofs, and remembers the nonces of servers while this worker lives. Rejects where the key is refused. */
  handle(): Promise<oauth.DPoPHandle>;
  /** Sees to it that the key outlives this worker. @returns its RFC 7638 thumbprint */
  bind(): Promise<string>;
}

/** Proofs by this installation's key, dated by the provider's clock. */
export function createProofs({ keys, clock, hints }: BackendTools): Proofs {
  const key = createProofKey(keys);
  let made: { readonly pair: CryptoKeyPair; readonly handle: oauth.DPoPHandle } | null = null;

  async function handle(): Promise<oauth.DPoPHandle> {
    const pair = await byKeyStore(key.get());
    if (made?.pair !== pair) {
      const byServersClock: oauth.ModifyAssertionFunction = (_, claims) => {
        claims.iat = Math.floor((clock.now() + hints.read().clockOffsetMs) / 1000);
      };
      made = { pair, handle: oauth.DPoP({}, pair, { [oauth.modifyAssertion]: byServersClock }) };
    }
    return made.handle;
  }

  return {
    handle,
    async bind() {
      await byKeyStore(key.store());
      return (await handle()).calculateThumbprint();
    },
  };
}

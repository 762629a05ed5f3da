import type { Sealer } from '../../broker/ports.ts';
import type { Grant } from '../../broker/session/grant.ts';
import { byKeyStore } from './failure.ts';

/** What is kept of a flow until the person comes back; useless without the code (RFC 7636). */
export interface Begun {
  readonly verifier: string;
  readonly state: string;
  readonly nonce: string;
  readonly redirectUri: string;
  readonly jkt: string | null;
  readonly resources: readonly string[];
}

/** What is kept between refreshes, sealed. */
export interface Kept {
  readonly refreshToken: string;
  readonly user: Grant['user'];
  /** The thumbprint of the key that it is bound to; `null` where it is bound to none. */
  readonly jkt: string | null;
  /**
   * What the person has signed in for. A provider may spend a refresh token on the refusal of anything else, as
   * oidc-provider does, and end the session at the next one.
   */
  readonly resources: readonly string[];
}

export interface Sealed {
  seal(content: Begun | Kept): Promise<string>;
  /** @returns `null` for what was sealed by another key */
  unseal<Content extends Begun | Kept>(sealed: string | null): Promise<Content | null>;
}

/** Rejects with a LatchkeyError where the key store refuses. */
export function createSealed(sealer: Sealer): Sealed {
  return {
    seal: (content) => byKeyStore(sealer.seal(JSON.stringify(content))),
    async unseal(sealed) {
      const text = sealed === null ? null : await byKeyStore(sealer.open(sealed));
      // Before there were keys and other APIs it named neither.
      return text === null ? null : { jkt: null, resources: [], ...JSON.parse(text) };
    },
  };
}

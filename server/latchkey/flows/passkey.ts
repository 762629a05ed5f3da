import type * as webauthn from '@simplewebauthn/server';
import * as v from 'valibot';
import type { Passkey } from '../accounts/account-way.ts';
import type { Identity } from '../accounts/identity.ts';
import { StartError } from '../errors/start-error.ts';
import { type PasskeyWay, WayError } from './way.ts';

/** How passkeys are asked for. */
export interface PasskeyOptions {
  /** What the browser's dialog says that the passkey is for; the server's host name unless said. */
  readonly siteName?: string;
}

/**
 * Sign-in by a passkey, on a page of the server, with the user verified by the device. A person who is signed in makes
 * one on the account page. It is for the host of `LATCHKEY_PUBLIC_URL`, so another host is another server to it.
 *
 * @example
 * openLatchkey(config, { signIn: [password(), passkey()] });
 */
export const passkey = ({ siteName }: PasskeyOptions = {}): PasskeyWay => ({
  kind: 'passkey',
  id: 'passkey',
  siteName: siteName ?? null,
  async ready(publicUrl) {
    await library();
    if (!allowsPasskeys(publicUrl)) {
      throw new StartError(`passkey() needs a host name, and https or localhost: ${publicUrl} is neither`);
    }
  },
});

/** Whether browsers make passkeys for an address: a secure one with a name (Web Authentication Level 3, section 5.1.2). */
export function allowsPasskeys(publicUrl: string): boolean {
  const { protocol, hostname } = new URL(publicUrl);
  const isAddress = hostname.startsWith('[') || /^\d+(\.\d+){3}$/.test(hostname);
  return !isAddress && (protocol === 'https:' || hostname === 'localhost' || hostname.endsWith('.localhost'));
}

/** A passkey that was made, before it has a name. */
export type MadePasskey = Pick<Passkey, 'credentialId' | 'publicKey' | 'counter' | 'transports'>;

/** What a page has to know, and what its answer is held against. */
export interface Ceremony {
  /** `PublicKeyCredentialCreationOptionsJSON` or `PublicKeyCredentialRequestOptionsJSON`. */
  readonly options: unknown;
  readonly challenge: string;
}

/** A browser waits this long for the person; a flow is twice as long. */
const TIMEOUT_MS = 5 * 60_000;

/** The ceremonies of passkeys (Web Authentication Level 3, section 7), for one origin. */
export function createPasskeys({ publicUrl, siteName }: { publicUrl: string; siteName: string | null }) {
  const { origin: expectedOrigin, hostname: rpID } = new URL(publicUrl);

  return {
    /** To be made by this person, on an authenticator that has none of theirs. */
    async creation({ id, username }: Identity, there: readonly Passkey[]): Promise<Ceremony> {
      const { generateRegistrationOptions } = await library();
      const options = await generateRegistrationOptions({
        rpName: siteName ?? rpID,
        rpID,
        userName: username,
        userID: new TextEncoder().encode(id),
        timeout: TIMEOUT_MS,
        attestationType: 'none',
        excludeCredentials: there.map(({ credentialId }) => ({ id: credentialId })),
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      });
      return { options, challenge: options.challenge };
    },

    /** @throws {WayError} for what does not hold */
    async made(answer: string, expectedChallenge: string): Promise<MadePasskey> {
      const { verifyRegistrationResponse } = await library();
      const { verified, registrationInfo } = await held(() =>
        verifyRegistrationResponse({
          response: JSON.parse(answer),
          expectedChallenge,
          expectedOrigin,
          expectedRPID: rpID,
          requireUserVerification: true,
        }),
      );
      if (!verified) throw refused();
      const { id, publicKey, counter, transports = [] } = registrationInfo.credential;
      return { credentialId: id, publicKey: base64url(publicKey), counter, transports };
    },

    /** @param of whose passkey is asked for; `null` for anybody's, who is found by it */
    async request(of: readonly Passkey[] | null): Promise<Ceremony> {
      const { generateAuthenticationOptions } = await library();
      const options = await generateAuthenticationOptions({
        rpID,
        timeout: TIMEOUT_MS,
        userVerification: 'required',
        ...(of !== null && { allowCredentials: of.map(({ credentialId }) => ({ id: credentialId })) }),
      });
      return { options, challenge: options.challenge };
    },

    /** Which passkey an answer says that it is of; nothing is proven by it. @throws {WayError} for what is no answer */
    async nameOf(answer: string): Promise<string> {
      return (await held(async () => v.parse(answerSchema, JSON.parse(answer)))).id;
    },

    /** @returns how often the passkey has signed. @throws {WayError} for what does not hold */
    async used(answer: string, expectedChallenge: string, { credentialId, publicKey, counter }: Passkey) {
      const { verifyAuthenticationResponse } = await library();
      const { verified, authenticationInfo } = await held(() =>
        verifyAuthenticationResponse({
          response: JSON.parse(answer),
          expectedChallenge,
          expectedOrigin,
          expectedRPID: rpID,
          credential: {
            id: credentialId,
            publicKey: new Uint8Array(Buffer.from(publicKey, 'base64url')),
            counter,
          },
          requireUserVerification: true,
        }),
      );
      if (!verified) throw refused();
      return authenticationInfo.newCounter;
    },
  };
}

const answerSchema = v.object({ id: v.pipe(v.string(), v.minLength(1)) });

const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');

const refused = (cause?: unknown) =>
  new WayError('provider-answer-refused', 'the passkey has let nobody in', { cause });

async function held<T>(check: () => Promise<T>): Promise<T> {
  try {
    return await check();
  } catch (cause) {
    throw refused(cause);
  }
}

/** Loaded when it is needed: a server without passkeys has no need of the package. */
async function library(): Promise<typeof webauthn> {
  try {
    return await import('@simplewebauthn/server');
  } catch (cause) {
    throw new StartError(
      'passkey() needs the package @simplewebauthn/server: npm install @simplewebauthn/server',
      { cause },
    );
  }
}

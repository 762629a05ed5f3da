import type { CDPSession, Page } from 'playwright';

type Credentials = Awaited<ReturnType<typeof credentialsIn>>;

/**
 * The authenticator of a device, in one tab, in place of what the machine may have: the browser's own virtual one (Web
 * Authentication Level 3, section 11). It agrees to everything unless told otherwise.
 */
export class Authenticator {
  readonly #session: CDPSession;
  readonly #id: string;

  private constructor(session: CDPSession, id: string) {
    this.#session = session;
    this.#id = id;
  }

  /** @param passkeys what the device has from before, as {@link passkeys} tells it */
  static async in(page: Page, passkeys: Credentials = []): Promise<Authenticator> {
    const session = await page.context().newCDPSession(page);
    await session.send('WebAuthn.enable');
    const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
    for (const credential of passkeys) {
      await session.send('WebAuthn.addCredential', { authenticatorId, credential });
    }
    return new Authenticator(session, authenticatorId);
  }

  passkeys(): Promise<Credentials> {
    return credentialsIn(this.#session, this.#id);
  }

  /** The person gives neither finger nor PIN. */
  refuse(): Promise<void> {
    return this.#verify(false);
  }

  agree(): Promise<void> {
    return this.#verify(true);
  }

  async #verify(isUserVerified: boolean): Promise<void> {
    await this.#session.send('WebAuthn.setUserVerified', { authenticatorId: this.#id, isUserVerified });
  }
}

async function credentialsIn(session: CDPSession, authenticatorId: string) {
  return (await session.send('WebAuthn.getCredentials', { authenticatorId })).credentials;
}

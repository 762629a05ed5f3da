import { type OidcProvider, startOidcProvider } from 'latchkey-server/testing';
import type { Page } from 'playwright';
import type { ServerSettings } from '../../server/testing/server.ts';
import { slot } from './slot.ts';

/** A provider that knows this run's server, and the settings by which the server knows the provider. */
export async function oidcForSlot(): Promise<{ provider: OidcProvider; settings: ServerSettings }> {
  const provider = await startOidcProvider([`http://localhost:${slot().serverPort}/sign-in/callback/oidc`]);
  return {
    provider,
    settings: {
      LATCHKEY_OIDC_ISSUER: provider.issuer,
      LATCHKEY_OIDC_CLIENT_ID: provider.clientId,
      LATCHKEY_OIDC_CLIENT_SECRET: provider.clientSecret,
      LATCHKEY_OIDC_NAME: 'Acme',
    },
  };
}

/** The tab of a flow, as the person in front of it goes on: at the provider, and back. */
export class SignInTab {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Types into the provider's own form, and agrees to what it asks. */
  async typeName(name: string): Promise<void> {
    await this.typeAtProvider(name);
    await this.asks(name);
  }

  async typeAtProvider(name: string): Promise<void> {
    await this.page.locator('input[name=login]').fill(name);
    await this.page.locator('input[name=password]').fill('any');
    await this.page.locator('button[type=submit]').click();
    await this.page.getByRole('button', { name: 'Continue' }).click();
  }

  /** Waits until it asks whether to sign in as this person. */
  async asks(name: string): Promise<void> {
    await this.page.getByRole('button', { name: `Yes, sign in as ${name}` }).waitFor();
  }

  async agree(): Promise<void> {
    await this.page.getByRole('button', { name: /^Yes, sign in as/ }).click();
  }

  async refuse(): Promise<void> {
    await this.page.getByRole('button', { name: 'No', exact: true }).click();
  }

  async says(sentence: string): Promise<void> {
    await this.page.getByText(sentence).waitFor();
  }
}

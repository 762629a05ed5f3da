import type { Identity } from '../accounts/identity.ts';
import { StartError } from '../errors/start-error.ts';
import type { WebsiteWay } from './way.ts';

/** The website whose session signs in. */
export interface WebsiteOptions {
  /** What is on the button. */
  readonly name: string;
  /** Where people sign in at the website, for who has no session yet. */
  readonly signInUrl: string;
  /**
   * Reads the website's own session of a request, by its cookie as a rule.
   * @returns whose it is; `null` for nobody's
   * @throws {Problem} `storage_unavailable` when it can not be known at the moment
   */
  readonly who: (request: Request) => Promise<Identity | null>;
}

/**
 * Sign-in by the session that people have with the website already: they are asked whether the extension may go on as
 * who they are there, and type nothing. The pages must be where the website's cookie goes, on its own origin as a rule.
 *
 * @example
 * openLatchkey(config, { signIn: [website({ name: 'Example', signInUrl: '/login', who: (request) => userOf(request) })] });
 */
export const website = ({ name, signInUrl, who }: WebsiteOptions): WebsiteWay => ({
  kind: 'website',
  id: 'website',
  name,
  signInUrl,
  async ready(publicUrl) {
    // Put into a link as it is.
    const { protocol } = new URL(signInUrl, publicUrl);
    if (protocol !== 'https:' && protocol !== 'http:') {
      throw new StartError(`website(): signInUrl ${signInUrl} is no address of a page`);
    }
  },
  who,
});

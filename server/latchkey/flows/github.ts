import * as v from 'valibot';
import type { Identity } from '../accounts/identity.ts';
import { oauth2, type ProviderPerson } from './oauth2.ts';
import { type RedirectWay, WayError } from './way.ts';

/** An OAuth app of GitHub's, and what to make of who comes by it. */
export interface GitHubOptions {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Of a GitHub Enterprise Server of one's own; `https://github.com` unless said. */
  readonly url?: string;
  /** `github` unless several need telling apart; part of the callback address. */
  readonly id?: string;
  /** What is on the button; `GitHub` unless said. */
  readonly name?: string;
  /** As of `oauth2()`: whom of accounts that are kept elsewhere is meant. */
  readonly identity?: (person: ProviderPerson) => Promise<Identity | null>;
}

/** The number stays when somebody changes their name, and the name may be somebody else's then. */
const userSchema = v.object({ id: v.pipe(v.number(), v.integer()), login: v.string() });

/**
 * Sign-in by GitHub, as an OAuth app whose callback URL is `PUBLIC_URL/sign-in/callback/github`. It asks for no scope:
 * who somebody is is public there.
 *
 * @example
 * openLatchkey(config, { signIn: [password(), github({ clientId, clientSecret })] });
 */
export function github({
  clientId,
  clientSecret,
  url = 'https://github.com',
  id = 'github',
  name = 'GitHub',
  identity,
}: GitHubOptions): RedirectWay {
  const { origin } = new URL(url);
  const api = origin === 'https://github.com' ? 'https://api.github.com' : `${origin}/api/v3`;
  return oauth2({
    id,
    name,
    issuer: `${origin}/login/oauth`,
    authorizationEndpoint: `${origin}/login/oauth/authorize`,
    tokenEndpoint: `${origin}/login/oauth/access_token`,
    clientId,
    clientSecret,
    ...(identity && { identity }),
    async who(read) {
      const user = v.safeParse(userSchema, await read(`${api}/user`));
      if (!user.success) throw new WayError('provider-answer-refused', `${api} has told of no user`);
      return { subject: String(user.output.id), suggestedName: user.output.login };
    },
  });
}

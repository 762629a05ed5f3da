import { type UserId, userId } from '../session/record.ts';

/** Whose a session is. */
export interface Identity {
  /** Never given to anybody else, also when this one is gone. */
  readonly id: UserId;
  /** As its owner reads it. */
  readonly username: string;
  /**
   * What the user's tokens are good for, beside the library's own scopes. All that are declared unless said, so a scope
   * that not everybody may have needs this.
   */
  readonly scopes?: readonly string[];
  /**
   * What guarded routes find in `c.var.access.claims`, and other services in the access token: JSON, 1 KiB at most. The
   * user can read them.
   */
  readonly claims?: Readonly<Record<string, unknown>>;
}

/** An identity as the app around names it: its ids are text to it. */
export type AppIdentity = Omit<Identity, 'id'> & { readonly id: string };

/** What somebody has typed into the sign-in form. */
export interface GivenCredentials {
  readonly username: string;
  readonly password: string;
}

/**
 * Decides who is signing in: `password` is whatever the sign-in form asks for, so it may be a one-time code or
 * the code of an OpenID provider as well. Guessing is limited around it.
 * @returns `null` for anybody whom it does not let in
 * @throws {Problem} `storage_unavailable` when it can not be known at the moment; anything else is a fault, a 500
 */
export type AppAuthenticate = (given: GivenCredentials) => AppIdentity | null | Promise<AppIdentity | null>;

/** The same with ids that are branded. */
export type Authenticate = (given: GivenCredentials) => Promise<Identity | null>;

export const authenticateBy =
  (app: AppAuthenticate): Authenticate =>
  async (given) => {
    const found = await app(given);
    return found === null ? null : { ...found, id: userId(found.id) };
  };

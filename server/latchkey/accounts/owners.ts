import type { SessionOwner, SessionRecord, UserId } from '../session/record.ts';
import { sameOwner } from '../session/record.ts';
import { isReservedClaim } from '../tokens/claims.ts';
import type { Scopes } from '../tokens/scope.ts';
import type { Identity } from './identity.ts';

/** What is true of a user now, where somebody else keeps the users. */
export type CurrentUser = Omit<Identity, 'id'>;

/**
 * Looks a user up again: at each sign-in, whichever way, and at each refresh, so within five minutes of use.
 * @returns `null` for a user who may not be signed in any more, which ends the session
 * @throws {Problem} `storage_unavailable` when it can not be known at the moment; anything else is a fault, a 500. Neither
 * ends a session.
 */
export type LoadUser = (id: UserId) => Promise<CurrentUser | null>;

export interface Owners {
  /** Whose a new session is; `null` for a user who may not be signed in. */
  of(identity: Identity): Promise<SessionOwner | null>;
  /** Whose a session is by now: its owner as recorded, the same object, where nothing has changed. */
  now(record: SessionRecord): Promise<SessionOwner | null>;
}

/** Claims stand in every access token, and a header has an end. */
const MAX_CLAIMS_BYTES = 1_024;

/** @throws {Error} from its methods for scopes that nobody has declared, and for claims that no token can carry */
export function createOwners({
  loadUser,
  scopes,
}: {
  readonly loadUser?: LoadUser | undefined;
  readonly scopes: Scopes;
}): Owners {
  const ownerFrom = (uid: UserId, { username, scopes: given, claims }: CurrentUser): SessionOwner => ({
    uid,
    username,
    ...(given !== undefined && { scopes: scopes.grant(given) }),
    ...(claims !== undefined && { claims: checked(claims) }),
  });

  return {
    async of(identity) {
      if (loadUser === undefined) return ownerFrom(identity.id, identity);
      const user = await loadUser(identity.id);
      return user === null ? null : ownerFrom(identity.id, user);
    },
    async now(record) {
      if (loadUser === undefined) return record;
      const user = await loadUser(record.uid);
      if (user === null) return null;
      const owner = ownerFrom(record.uid, user);
      return sameOwner(owner, record) ? record : owner;
    },
  };
}

function checked(claims: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const taken = Object.keys(claims).find(isReservedClaim);
  if (taken !== undefined) throw new Error(`the claim "${taken}" is Latchkey's own`);
  const text = JSON.stringify(claims);
  if (text.length > MAX_CLAIMS_BYTES) throw new Error(`claims are of ${MAX_CLAIMS_BYTES} bytes at most`);
  return JSON.parse(text) as Readonly<Record<string, unknown>>;
}

import { Problem } from '../errors/problem.ts';
import { type UserId, userId } from '../session/record.ts';
import { key } from '../storage/key.ts';
import type { Key, Store } from '../storage/store.ts';
import { type Clock, type Millis, millis } from '../time/time.ts';
import type { AccountWay } from './account-way.ts';
import { createFormerPasswords } from './former-passwords.ts';
import type { Identity } from './identity.ts';
import {
  hashOfNobody,
  hashPassword,
  PASSWORD_COST,
  type PasswordCost,
  verifyPassword,
} from './password-hash.ts';
import { refuseGuessable } from './password-rules.ts';
import { type AccountName, accountName } from './username.ts';

/** One record for an account, under its name: what makes the name unique also makes the account. */
export type UserRecord = {
  readonly id: UserId;
  /** As its owner wrote it. */
  readonly username: string;
  /** PHC string; `null` for an account that is signed in to in other ways only. */
  readonly password: string | null;
  readonly createdAt: Millis;
  /** How it is signed in to beside the password; none where nothing is said. */
  readonly ways?: readonly AccountWay[];
};

/**
 * Stands where an account was removed, until it is swept: removing is a comparison like every other change, so
 * that a late removal can not meet the account of whoever has taken the name since.
 */
type RemovedRecord = { readonly removed: true };
const REMOVED: RemovedRecord = { removed: true };
/** Nobody reads it; it only has to outlive the write. */
const REMOVED_KEPT_MS = 60_000;

/** Each one lost means that somebody else has changed it. */
const CHANGE_ATTEMPTS = 8;

export interface AccountsDeps {
  readonly store: Store;
  readonly clock: Clock;
  /** Base64url of this many random bytes. */
  readonly random: (bytes: number) => string;
  /** What a password is hashed with; the default is what production has. */
  readonly passwordCost?: PasswordCost | undefined;
}

const accountKey = (name: AccountName): Key => key('account', name);

/** The accounts that are kept here. Every method may throw `storage_unavailable`. */
export interface Accounts extends ReturnType<typeof createAccounts> {}

/** The accounts in the storage. Usernames and passwords are taken as the schemas beside this file leave them. */
export function createAccounts({ store, clock, random, passwordCost = PASSWORD_COST }: AccountsDeps) {
  const hash = (password: string) => hashPassword(password, passwordCost);
  const verify = (password: string, phc: string) => verifyPassword(password, phc, passwordCost);
  const ofNobody = hashOfNobody(passwordCost);
  const former = createFormerPasswords({ store, clock, verify });
  const stored = (username: string) =>
    store.get<UserRecord | RemovedRecord>(accountKey(accountName(username)));

  async function find(username: string): Promise<UserRecord | null> {
    const record = await stored(username);
    return record === null || 'removed' in record ? null : record;
  }

  async function replacePassword(user: UserRecord, next: string): Promise<void> {
    const record: UserRecord = { ...user, password: await hash(next) };
    if (await replace(user, record)) return;
    throw new Problem('account_changed', {
      detail: 'The password was changed elsewhere at the same moment.',
    });
  }

  function replace(user: UserRecord, next: UserRecord): Promise<boolean> {
    return store.compareAndSet(accountKey(accountName(user.username)), user, next, { expiresAt: null });
  }

  async function authenticate(username: string, password: string): Promise<UserRecord> {
    const user = await find(username);
    const verdict = await verify(password, user?.password ?? ofNobody);
    if (user === null || verdict === 'wrong') throw new Problem('invalid_credentials');
    if (verdict === 'right') return user;
    const again: UserRecord = { ...user, password: await hash(password) };
    // Whoever was faster may have written another password, and not the same one hashed again.
    return (await replace(user, again)) ? again : authenticate(username, password);
  }

  /** @param hashed is asked for once the name is known to be free, since it takes long */
  async function add(
    username: string,
    hashed: () => Promise<string | null>,
    ways?: readonly AccountWay[],
  ): Promise<UserRecord> {
    const before = await stored(username);
    if (before !== null && !('removed' in before)) throw new Problem('username_taken');
    const user: UserRecord = {
      id: userId(random(16)),
      username,
      password: await hashed(),
      createdAt: clock(),
      ...(ways && { ways }),
    };
    const at = accountKey(accountName(username));
    if (await store.compareAndSet(at, before, user, { expiresAt: null })) return user;
    throw new Problem('username_taken');
  }

  return {
    /** The account under a name, however that is written; `null` where there is none. */
    find,

    /**
     * The account whose password this is.
     * @returns the account as it is kept, with the hash that the password was found to be of
     * @throws Problem `invalid_credentials`, the same and as late for an unknown name as for a wrong password
     */
    authenticate,

    /**
     * Whether the account is still there and this is still its password. For whoever has acted on an earlier
     * answer: the password may have been changed, or the account removed, while that was under way.
     */
    async stillHolds(user: UserRecord, password: string): Promise<boolean> {
      const now = await find(user.username);
      if (now === null || now.id !== user.id) return false;
      // Another hash need not be another password: it may have been hashed again with new parameters.
      if (now.password === null) return false;
      return now.password === user.password || (await verify(password, now.password)) !== 'wrong';
    },

    /** @throws Problem `username_taken`, `weak_password` */
    async create(username: string, password: string): Promise<UserRecord> {
      await refuseGuessable(password, username);
      return add(username, () => hash(password));
    },

    /** For somebody whom a provider vouches for. @throws Problem `username_taken` */
    createWithoutPassword: (username: string, ways?: readonly AccountWay[]): Promise<UserRecord> =>
      add(username, async () => null, ways),

    /**
     * Changes the record of this account, on what is there by then, and not that of somebody who has its name now.
     * @param change is asked again where somebody else was faster, and may throw
     * @throws Problem `not_found` when it is gone, `account_changed`
     */
    async change({ id, username }: Identity, change: (user: UserRecord) => UserRecord): Promise<void> {
      for (let attempt = 0; attempt < CHANGE_ATTEMPTS; attempt += 1) {
        const user = await find(username);
        if (user?.id !== id) throw new Problem('not_found', { detail: 'The account is gone.' });
        if (await replace(user, change(user))) return;
      }
      throw new Problem('account_changed');
    },

    /**
     * What the next one is refused for is seen without hashing, so that comes first. Asked again, with the same two
     * passwords, after a change of which the answer was lost or which could not be followed through, it is content.
     * @throws Problem `weak_password`, `invalid_credentials`, `account_changed`
     */
    async changePassword(username: string, current: string, next: string): Promise<void> {
      await refuseGuessable(next, username);
      const user = await find(username);
      const stored = user?.password ?? ofNobody;
      const known = (await verify(current, stored)) !== 'wrong';
      if (user === null) throw new Problem('invalid_credentials');
      if (known) {
        await former.keep(user.id, stored);
        await replacePassword(user, next);
        return;
      }
      const again = (await former.was(user.id, current)) && (await verify(next, stored)) !== 'wrong';
      if (!again) throw new Problem('invalid_credentials');
    },

    /** For the operator, who needs no current password. @throws Problem `not_found`, `weak_password`, `account_changed` */
    async setPassword(username: string, next: string): Promise<UserRecord> {
      const user = await find(username);
      if (user === null) throw new Problem('not_found', { detail: `There is no user ${username}.` });
      await refuseGuessable(next, username);
      await replacePassword(user, next);
      return user;
    },

    /**
     * Frees the name. Removing an account that is gone changes nothing, also when somebody else has its name now.
     * @throws Problem `account_changed` when it was changed at the same moment
     */
    async remove({ id, username }: Pick<UserRecord, 'id' | 'username'>): Promise<void> {
      const now = await find(username);
      if (now?.id !== id) return;
      const expiresAt = millis(clock() + REMOVED_KEPT_MS);
      if (await store.compareAndSet(accountKey(accountName(username)), now, REMOVED, { expiresAt })) {
        await former.forget(id);
        return;
      }
      throw new Problem('account_changed');
    },
  };
}

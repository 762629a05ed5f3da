import { Problem } from '../errors/problem.ts';
import type { UserId } from '../session/record.ts';
import { key } from '../storage/key.ts';
import type { Key, Store } from '../storage/store.ts';
import type { Clock } from '../time/time.ts';
import {
  type AccountWay,
  isBy,
  type LinkedProvider,
  type NewWay,
  type Passkey,
  type WayKey,
  withoutWay,
  withWay,
} from './account-way.ts';
import type { Accounts, UserRecord } from './accounts.ts';
import type { Identity } from './identity.ts';
import { hasPasswordOf } from './password-mark.ts';
import { nameFrom } from './username.ts';

/** Leads from what a person shows to their account. It holds only where the account's own record says the same. */
type IndexRecord = { readonly uid: UserId; readonly username: string };

export interface AccountWaysDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly accounts: Pick<Accounts, 'find' | 'createWithoutPassword' | 'remove' | 'change'>;
  /** Base64url of this many random bytes. */
  readonly random: (bytes: number) => string;
}

/** A name that is taken gets a tail; who has met eight of them has met a fault. */
const NAMES_TRIED = 8;

export type AddedWay = 'added' | 'there-already' | 'of-another-account';

export type AccountWays = ReturnType<typeof createAccountWays>;

/**
 * The ways by which accounts are signed in to. A person is found by issuer and subject, or by the credential that has
 * signed, and by nothing else: an e-mail address or a name may be anybody's, so that an account of the same name is
 * never taken for theirs. Which ways an account has is in its own record, so that of two that remove the last two of
 * them one is refused.
 */
export function createAccountWays({ store, clock, accounts, random }: AccountWaysDeps) {
  async function find(what: WayKey): Promise<{ user: UserRecord; way: AccountWay } | null> {
    const index = await store.get<IndexRecord>(indexKey(what));
    const user = index === null ? null : await accounts.find(index.username);
    // The account may have been removed, and its name be somebody else's by now.
    if (user === null || user.id !== index?.uid) return null;
    const way = waysOf(user).find((one) => isBy(one, what));
    return way === undefined ? null : { user, way };
  }

  function fresh(added: NewWay): AccountWay {
    const now = clock();
    return { ...added, id: random(9), createdAt: now, lastUsedAt: now };
  }

  async function make(suggestedName: string, way: AccountWay): Promise<UserRecord> {
    const name = nameFrom(suggestedName);
    for (let tried = 0; tried < NAMES_TRIED; tried += 1) {
      const tail = tried === 0 ? '' : `-${random(3).replace(/[^A-Za-z0-9]/g, 'x')}`;
      try {
        return await accounts.createWithoutPassword(`${name}${tail}`, [way]);
      } catch (cause) {
        if (!(cause instanceof Problem) || cause.code !== 'username_taken') throw cause;
      }
    }
    throw new Problem('username_taken');
  }

  /** @returns whether it leads to this account now; what led to an account that knows nothing of it counts for nothing. */
  async function leadTo({ id, username }: Identity, what: WayKey): Promise<boolean> {
    const at = indexKey(what);
    const before = await store.get<IndexRecord>(at);
    if (before !== null && before.uid !== id && (await find(what)) !== null) return false;
    // First, so that a removed account leaves none behind.
    await store.addMember(indexesOfUserKey(id), at);
    return store.compareAndSet(at, before, { uid: id, username }, { expiresAt: null });
  }

  async function forget(uid: UserId, at: Key): Promise<void> {
    const index = await store.get<IndexRecord>(at);
    if (index?.uid === uid) await store.remove(at);
    await store.removeMember(indexesOfUserKey(uid), at);
  }

  return {
    find,

    /** Finds the account, or makes one that has no password. Of two at once both get the same. */
    async findOrCreate(who: Omit<LinkedProvider, 'id' | 'createdAt' | 'lastUsedAt'>): Promise<Identity> {
      const there = await find(who);
      if (there !== null) return identityOf(there.user);
      const made = await make(who.name, fresh(who));
      if (await leadTo(made, who)) return identityOf(made);
      await accounts.remove(made);
      const winner = await find(who);
      if (winner === null) throw new Problem('account_changed');
      return identityOf(winner.user);
    },

    /**
     * @param password the mark of the one by which the owner was found: once it is another, they are so no more
     * @throws {Problem} `invalid_credentials` then, `limit_reached`, `account_changed`, `not_found` for an account that
     * is gone
     */
    async add(owner: Identity, added: NewWay, password: string | null = null): Promise<AddedWay> {
      const there = await find(added);
      if (there !== null) return there.user.id === owner.id ? 'there-already' : 'of-another-account';
      if (!(await leadTo(owner, added))) throw new Problem('account_changed');
      const way = fresh(added);
      await accounts.change(owner, (user) => {
        if (!hasPasswordOf(user, password)) throw new Problem('invalid_credentials');
        return { ...user, ways: withWay(waysOf(user), way) };
      });
      // Somebody else may have taken it before the account knew of it; then it is theirs.
      if ((await find(added))?.user.id === owner.id) return 'added';
      await accounts.change(owner, (user) => ({
        ...user,
        ways: waysOf(user).filter(({ id }) => id !== way.id),
      }));
      return 'of-another-account';
    },

    /** Writes down that somebody has come by it. */
    async used(owner: Identity, what: WayKey, counter?: number): Promise<void> {
      const now = clock();
      await accounts.change(owner, (user) => ({
        ...user,
        ways: waysOf(user).map((way) => (isBy(way, what) ? usedAt(way, now, counter) : way)),
      }));
    },

    /**
     * @param opens whether somebody can sign in by a way now
     * @param byPassword whether the server takes passwords
     * @returns what was removed
     * @throws {Problem} `not_found`, `last_way`, `account_changed`
     */
    async remove(
      owner: Identity,
      id: string,
      opens: (way: AccountWay) => boolean,
      byPassword: boolean,
    ): Promise<AccountWay> {
      let removed: AccountWay | undefined;
      await accounts.change(owner, (user) => {
        const ways = waysOf(user);
        removed = ways.find((way) => way.id === id);
        return { ...user, ways: withoutWay(ways, id, opens, byPassword && user.password !== null) };
      });
      if (removed === undefined) throw new Problem('not_found');
      await forget(owner.id, indexKey(removed));
      return removed;
    },

    /** For an account that is removed: what it was linked to is a stranger's again. */
    async removeAll(userId: UserId): Promise<void> {
      for (const at of await store.members(indexesOfUserKey(userId))) await forget(userId, at as Key);
    },
  };
}

export const waysOf = ({ ways = [] }: UserRecord): readonly AccountWay[] => ways;

export const passkeysOf = (user: UserRecord): readonly Passkey[] =>
  waysOf(user).filter((way) => way.type === 'passkey');

export const identityOf = ({ id, username }: UserRecord): Identity => ({ id, username });

function usedAt(way: AccountWay, lastUsedAt: AccountWay['lastUsedAt'], counter?: number): AccountWay {
  return way.type === 'passkey' && counter !== undefined
    ? { ...way, lastUsedAt, counter }
    : { ...way, lastUsedAt };
}

const indexKey = (what: WayKey): Key =>
  what.type === 'provider' ? key('link', what.issuer, what.subject) : key('passkey', what.credentialId);
const indexesOfUserKey = (uid: UserId): Key => key('user-links', uid);

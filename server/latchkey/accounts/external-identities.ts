import { Problem } from '../errors/problem.ts';
import type { UserId } from '../session/record.ts';
import { key } from '../storage/key.ts';
import type { Key, Store } from '../storage/store.ts';
import type { Clock } from '../time/time.ts';
import type { Accounts, UserRecord } from './accounts.ts';
import type { Identity } from './identity.ts';
import { nameFrom } from './username.ts';

/** Who a person is at a provider: only both together say it (OpenID Connect Core 1.0, section 5.7). */
export interface ProviderSubject {
  readonly issuer: string;
  readonly subject: string;
}

/** Which account a provider's subject belongs to. */
type LinkRecord = {
  readonly uid: UserId;
  readonly username: string;
  readonly issuer: string;
  readonly subject: string;
  readonly createdAt: number;
};

export interface ExternalIdentitiesDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly accounts: Pick<Accounts, 'find' | 'createWithoutPassword' | 'remove'>;
  /** Base64url of this many random bytes. */
  readonly random: (bytes: number) => string;
}

/** A name that is taken gets a tail; who has met eight of them has met a fault. */
const NAMES_TRIED = 8;

export type ExternalIdentities = ReturnType<typeof createExternalIdentities>;

/**
 * The accounts of people who come by a provider. Found by issuer and subject and by nothing else: an e-mail address
 * or a name may be anybody's, so that an account of the same name is never taken for theirs.
 */
export function createExternalIdentities({ store, clock, accounts, random }: ExternalIdentitiesDeps) {
  async function linked(who: ProviderSubject): Promise<{ link: LinkRecord | null; user: UserRecord | null }> {
    const link = await store.get<LinkRecord>(linkKey(who));
    const user = link === null ? null : await accounts.find(link.username);
    // The account may have been removed, and its name be somebody else's by now.
    return { link, user: user?.id === link?.uid ? user : null };
  }

  async function make(suggestedName: string): Promise<UserRecord> {
    const name = nameFrom(suggestedName);
    for (let tried = 0; tried < NAMES_TRIED; tried += 1) {
      const tail = tried === 0 ? '' : `-${random(3).replace(/[^A-Za-z0-9]/g, 'x')}`;
      try {
        return await accounts.createWithoutPassword(`${name}${tail}`);
      } catch (cause) {
        if (!(cause instanceof Problem) || cause.code !== 'username_taken') throw cause;
      }
    }
    throw new Problem('username_taken');
  }

  return {
    /** @returns whose account it is, or `null` where there is none yet. */
    async find(who: ProviderSubject): Promise<Identity | null> {
      const { user } = await linked(who);
      return user === null ? null : { id: user.id, username: user.username };
    },

    /** Finds the account, or makes one that has no password. Of two at once both get the same. */
    async findOrCreate(who: ProviderSubject & { readonly suggestedName: string }): Promise<Identity> {
      const { link, user } = await linked(who);
      if (user !== null) return { id: user.id, username: user.username };
      const { id, username } = await make(who.suggestedName);
      const next: LinkRecord = {
        uid: id,
        username,
        issuer: who.issuer,
        subject: who.subject,
        createdAt: clock(),
      };
      // Before the link, so that a removed account leaves none behind.
      await store.addMember(linksOfUserKey(id), linkKey(who));
      if (await store.compareAndSet(linkKey(who), link, next, { expiresAt: null })) return { id, username };
      await accounts.remove({ id, username });
      const { user: winner } = await linked(who);
      if (winner === null) throw new Problem('account_changed');
      return { id: winner.id, username: winner.username };
    },

    /** For an account that is removed: what it was linked to is a stranger's again. */
    async removeAll(userId: UserId): Promise<void> {
      const at = linksOfUserKey(userId);
      for (const link of await store.members(at)) {
        const record = await store.get<LinkRecord>(link as Key);
        if (record?.uid === userId) await store.remove(link as Key);
        await store.removeMember(at, link);
      }
    },
  };
}

const linkKey = ({ issuer, subject }: ProviderSubject): Key => key('link', issuer, subject);
const linksOfUserKey = (uid: UserId): Key => key('user-links', uid);

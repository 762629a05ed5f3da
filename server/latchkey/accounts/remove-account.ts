import type { By, Observer } from '../observability/observer.ts';
import type { UserId } from '../session/record.ts';
import type { Sessions } from '../session/sessions.ts';
import type { Accounts, UserRecord } from './accounts.ts';

export interface RemoveAccountDeps {
  readonly accounts: Pick<Accounts, 'remove'>;
  readonly sessions: Pick<Sessions, 'endAll'>;
  /** Removes what modules keep for a user; calling it again changes nothing. */
  readonly onAccountRemoved: (userId: UserId) => Promise<void>;
}

/**
 * Removes an account with all that belongs to it, and tells of it.
 * @param by who wants it, and from where
 * @returns how many sessions ended by it
 * @throws {Problem} `account_changed`, `storage_unavailable`; it can be called again then
 */
export type RemoveAccount = (
  user: Pick<UserRecord, 'id' | 'username'>,
  by: Omit<By, 'user'>,
  observer: Pick<Observer, 'accountRemoved' | 'sessionEnded'>,
) => Promise<number>;

/**
 * The account itself goes near the end, so that whoever is cut off can sign in and begin again, and what came while it
 * was still there is cleared once more after it. The records of ended sessions stay until they would have run out, as
 * after every sign-out.
 */
export function createRemoveAccount({
  accounts,
  sessions,
  onAccountRemoved,
}: RemoveAccountDeps): RemoveAccount {
  return async (user, by, observer) => {
    const reason = by.by === 'operator' ? 'admin' : 'logout';
    await onAccountRemoved(user.id);
    const ended = await sessions.endAll(user.id, reason);
    await accounts.remove(user);
    const late = await sessions.endAll(user.id, reason);
    await onAccountRemoved(user.id);
    observer.accountRemoved({ ...by, user: user.id });
    for (const session of [...ended, ...late]) observer.sessionEnded(reason, session, by.address);
    return ended.length + late.length;
  };
}

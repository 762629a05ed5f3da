import { type Identity, Problem, userId } from 'latchkey-server';
import type { Accounts, UserRecord } from 'latchkey-server/operator';

/** @throws Problem `not_found` that names the user */
export async function findUser(accounts: Accounts, username: string): Promise<UserRecord> {
  const user = await accounts.find(username);
  if (user === null) throw new Problem('not_found', { detail: `There is no user ${username}.` });
  return user;
}

/**
 * Whose sessions are meant: a user with an account here, or whoever has this id elsewhere, where sign-ins are decided
 * by an `authenticate` of one's own.
 * @throws Problem `not_found` that names the user
 */
export async function findOwner(
  accounts: Accounts,
  named: { username: unknown; id: unknown },
): Promise<Identity> {
  if (named.id === undefined) return findUser(accounts, String(named.username));
  const id = String(named.id);
  return { id: userId(id), username: id };
}

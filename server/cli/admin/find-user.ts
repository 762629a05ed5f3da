import type { Accounts, UserRecord } from '../../accounts/accounts.ts';
import { Problem } from '../../errors/problem.ts';

/** @throws Problem `not_found` that names the user */
export async function findUser(accounts: Accounts, username: string): Promise<UserRecord> {
  const user = await accounts.find(username);
  if (user === null) throw new Problem('not_found', { detail: `There is no user ${username}.` });
  return user;
}

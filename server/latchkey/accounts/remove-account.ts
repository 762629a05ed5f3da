import type { Notes } from '../../notes/notes.ts';
import type { EndReason, SessionRecord } from '../session/record.ts';
import type { Sessions } from '../session/sessions.ts';
import type { Accounts, UserRecord } from './accounts.ts';

export interface RemoveAccountDeps {
  readonly accounts: Pick<Accounts, 'remove'>;
  readonly sessions: Pick<Sessions, 'endAll'>;
  readonly notes: Pick<Notes, 'removeAll'>;
}

/**
 * Removes an account with all that belongs to it. The account itself goes near the end, so that whoever is cut
 * off can sign in and begin again, and what came while it was still there is cleared once more after it. The
 * records of ended sessions stay until they would have run out, as after every sign-out.
 * @returns the sessions that ended
 * @throws Problem `conflict`, `storage_unavailable`
 */
export async function removeAccount(
  { accounts, sessions, notes }: RemoveAccountDeps,
  user: Pick<UserRecord, 'id' | 'username'>,
  reason: EndReason,
): Promise<SessionRecord[]> {
  await notes.removeAll(user.id);
  const ended = await sessions.endAll(user.id, reason);
  await accounts.remove(user);
  const late = await sessions.endAll(user.id, reason);
  await notes.removeAll(user.id);
  return [...ended, ...late];
}

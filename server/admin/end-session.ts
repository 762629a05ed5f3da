import { Problem } from 'latchkey-server';
import { type SessionRecord, sessionId } from 'latchkey-server/operator';
import { CONSOLE, type Command, type Workplace } from './command.ts';
import { findOwner } from './find-user.ts';
import { UsageError } from './usage-error.ts';

export const endSession: Command = {
  usage: 'SESSION | --user USERNAME | --id USER_ID | --everybody',
  summary: 'ends one session, all of a user, or all there are, at once',
  positionals: { min: 0, max: 1 },
  options: { user: { type: 'string' }, id: { type: 'string' }, everybody: { type: 'boolean' } },
  async run(workplace, { positionals: [session], values: { user, id, everybody } }) {
    if ([session, user, id, everybody].filter((named) => named !== undefined).length !== 1) {
      throw new UsageError('Name one session or one user.');
    }
    if (everybody !== undefined) {
      await workplace.operator.endEverybodysSessions();
      return 'Every session has ended: everybody has to sign in again.';
    }
    const ended =
      session === undefined ? await ofUser(workplace, { username: user, id }) : await one(workplace, session);
    for (const record of ended) workplace.operator.observer.sessionEnded('admin', record, CONSOLE);
    return `Sessions ended: ${ended.length}.`;
  },
};

async function ofUser(
  workplace: Workplace,
  named: { username: unknown; id: unknown },
): Promise<SessionRecord[]> {
  const { accounts, sessions } = await workplace.operator.storage();
  return sessions.endAll((await findOwner(accounts, named)).id, 'admin');
}

async function one(workplace: Workplace, session: string): Promise<SessionRecord[]> {
  const { sessions } = await workplace.operator.storage();
  const { record, outcome } = await sessions.end(sessionId(session), 'admin');
  if (record === null) throw new Problem('not_found', { detail: `There is no session ${session}.` });
  return outcome.type === 'ended' ? [record] : [];
}

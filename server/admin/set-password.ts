import { choosePassword } from './choose-password.ts';
import type { Command } from './command.ts';
import { findUser } from './find-user.ts';

export const setPassword: Command = {
  usage: 'USERNAME',
  summary: 'sets a new password and ends all sessions of the user',
  positionals: { min: 1, max: 1 },
  async run(workplace, { positionals: [username = ''] }) {
    const { accounts, sessions } = await workplace.storage();
    const user = await findUser(accounts, username);
    await accounts.setPassword(user.username, await choosePassword(workplace));
    workplace.audit({ event: 'password-changed', user: user.id, by: 'operator', address: 'console' });
    const ended = await sessions.endAll(user.id, 'password');
    for (const { sid } of ended) {
      workplace.audit({
        event: 'session-ended',
        reason: 'password',
        user: user.id,
        session: sid,
        address: 'console',
      });
    }
    return `The password of ${user.username} is set. Sessions ended: ${ended.length}.`;
  },
};

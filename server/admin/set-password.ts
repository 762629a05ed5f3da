import { choosePassword } from './choose-password.ts';
import { CONSOLE, type Command } from './command.ts';
import { findUser } from './find-user.ts';

export const setPassword: Command = {
  usage: 'USERNAME',
  summary: 'sets a new password and ends all sessions of the user',
  positionals: { min: 1, max: 1 },
  async run(workplace, { positionals: [username = ''] }) {
    const { observer } = workplace.operator;
    const { accounts, sessions } = await workplace.operator.storage();
    const user = await findUser(accounts, username);
    await accounts.setPassword(user.username, await choosePassword(workplace));
    observer.passwordChanged({ by: 'operator', user: user.id, address: CONSOLE });
    const ended = await sessions.endAll(user.id, 'password');
    for (const record of ended) observer.sessionEnded('password', record, CONSOLE);
    return `The password of ${user.username} is set. Sessions ended: ${ended.length}.`;
  },
};

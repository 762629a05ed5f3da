import { CONSOLE, type Command } from './command.ts';
import { findUser } from './find-user.ts';

export const removeUser: Command = {
  usage: 'USERNAME',
  summary: 'removes an account with all that belongs to it and ends its sessions',
  positionals: { min: 1, max: 1 },
  async run({ operator }, { positionals: [username = ''] }) {
    const { accounts, removeAccount } = await operator.storage();
    const user = await findUser(accounts, username);
    const ended = await removeAccount(user, 'admin');
    operator.observer.accountRemoved({ by: 'operator', user: user.id, address: CONSOLE });
    for (const record of ended) operator.observer.sessionEnded('admin', record, CONSOLE);
    return `${user.username} is removed. Sessions ended: ${ended.length}.`;
  },
};

import { CONSOLE, type Command } from './command.ts';
import { findUser } from './find-user.ts';

export const removeUser: Command = {
  usage: 'USERNAME',
  summary: 'removes an account with all that belongs to it and ends its sessions',
  positionals: { min: 1, max: 1 },
  async run({ operator }, { positionals: [username = ''] }) {
    const { accounts, removeAccount } = await operator.storage();
    const user = await findUser(accounts, username);
    const ended = await removeAccount(user, { by: 'operator', address: CONSOLE }, operator.observer);
    return `${user.username} is removed. Sessions ended: ${ended}.`;
  },
};

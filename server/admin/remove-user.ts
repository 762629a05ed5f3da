import { removeAccount } from 'latchkey-server/operator';
import type { Command } from './command.ts';
import { findUser } from './find-user.ts';

export const removeUser: Command = {
  usage: 'USERNAME',
  summary: 'removes an account with its notes and ends its sessions',
  positionals: { min: 1, max: 1 },
  async run(workplace, { positionals: [username = ''] }) {
    const storage = await workplace.storage();
    const user = await findUser(storage.accounts, username);
    const ended = await removeAccount(storage, user, 'admin');
    workplace.audit({ event: 'account-removed', user: user.id, by: 'operator', address: 'console' });
    for (const { sid } of ended) {
      workplace.audit({
        event: 'session-ended',
        reason: 'admin',
        user: user.id,
        session: sid,
        address: 'console',
      });
    }
    return `${user.username} is removed. Sessions ended: ${ended.length}.`;
  },
};

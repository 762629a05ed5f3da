import { usernameSchema } from 'latchkey-server/operator';
import * as v from 'valibot';
import { choosePassword } from './choose-password.ts';
import type { Command } from './command.ts';
import { UsageError } from './usage-error.ts';

export const addUser: Command = {
  usage: 'USERNAME',
  summary: 'makes an account, also when sign-up is closed',
  positionals: { min: 1, max: 1 },
  async run(workplace, { positionals: [name] }) {
    const username = v.safeParse(usernameSchema, name);
    if (!username.success) throw new UsageError(`The username ${username.issues[0].message}.`);
    const { accounts } = await workplace.operator.storage();
    const user = await accounts.create(username.output, await choosePassword(workplace));
    workplace.operator.observer.userAdded(user.id);
    return `${user.username} can sign in now.`;
  },
};

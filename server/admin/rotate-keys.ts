import { StartError } from 'latchkey-server';
import type { Command } from './command.ts';

export const rotateKeys: Command = {
  usage: '[--force]',
  summary: 'signs with new keys from now on; nobody is signed out',
  positionals: { min: 0, max: 0 },
  options: { force: { type: 'boolean' } },
  async run({ operator }, { values }) {
    const rotation = await operator.rotateKeys({ force: values.force === true });
    switch (rotation.type) {
      case 'replaced':
        return 'New tokens are signed with new keys. Running servers have taken them over; nobody was signed out.';
      case 'to-be-set':
        return JSON.stringify(rotation.jwks);
      case 'too-early':
        throw new StartError(
          `The next key was published less than an hour ago, so other servers may not know it yet. Try again in ${Math.ceil(rotation.waitMs / 60_000)} minutes, or add --force when nothing but Latchkey checks its tokens.`,
        );
    }
  },
};

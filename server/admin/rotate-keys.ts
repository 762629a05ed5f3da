import { StartError } from 'latchkey-server';
import type { Command, Workplace } from './command.ts';

export const rotateKeys: Command = {
  usage: '[--force | --compromised]',
  summary: 'signs with new keys; --compromised: the old ones have leaked',
  positionals: { min: 0, max: 0 },
  options: { force: { type: 'boolean' }, compromised: { type: 'boolean' } },
  async run({ operator }, { values }) {
    if (values.compromised === true) return replaceLeaked(operator);
    const rotation = await operator.rotateKeys({ force: values.force === true });
    switch (rotation.type) {
      case 'replaced':
        return (
          'The key file has new keys, which a server signs with as soon as it sees the file. Give the file to every ' +
          'server that reads a copy of it: until then that one answers 503 to what the others have signed.'
        );
      case 'to-be-set':
        return JSON.stringify(rotation.jwks);
      case 'too-early':
        throw new StartError(
          `The next key was published less than an hour ago, so other servers may not know it yet. Try again in ${Math.ceil(rotation.waitMs / 60_000)} minutes, or add --force when nothing but Latchkey checks its tokens.`,
        );
    }
  },
};

async function replaceLeaked(operator: Workplace['operator']): Promise<string> {
  const { jwks } = await operator.replaceLeakedKeys();
  if (jwks !== null) return JSON.stringify(jwks);
  return (
    'All keys are new, and every session has ended: everybody has to sign in again. Servers that read this file refuse ' +
    'the old keys as soon as they see it; restart whatever has a copy of it, and whatever else checks tokens by the ' +
    'published keys, which it may keep for an hour.'
  );
}

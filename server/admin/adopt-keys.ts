import type { Command } from './command.ts';

export const adoptKeys: Command = {
  usage: '',
  summary: 'goes on with new keys after the old ones were lost; signs everybody out',
  positionals: { min: 0, max: 0 },
  async run({ operator }) {
    const { setAside } = await operator.adoptKeys();
    const moved = setAside === null ? '' : `The file that could not be used is ${setAside} now. `;
    return `${moved}The storage goes with these keys now. Who was signed in with the old ones has to sign in again.`;
  },
};

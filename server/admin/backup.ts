import type { Command } from './command.ts';

export const backup: Command = {
  usage: 'FILE',
  summary: 'copies the SQLite file while the server goes on',
  positionals: { min: 1, max: 1 },
  async run({ operator }, { positionals: [file = ''] }) {
    await operator.backUp(file);
    return `Everything is in ${file}, but the signing keys: keep a copy of keys.json with it.`;
  },
};

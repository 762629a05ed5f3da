import {
  adoptKeys,
  loadOrCreateKeyFile,
  parseKeySet,
  setAsideUnusable,
  signingKeys,
} from 'latchkey-server/operator';
import type { Command } from './command.ts';

export const adoptKeysCommand: Command = {
  usage: '',
  summary: 'goes on with new keys after the old ones were lost; signs everybody out',
  positionals: { min: 0, max: 0 },
  async run({ config, clock, audit, storage }) {
    const given = config.signingKeys;
    const aside = given === null ? await setAsideUnusable(config.dataFolder, clock()) : null;
    const keys = given === null ? await loadOrCreateKeyFile(config.dataFolder, clock()) : parseKeySet(given);
    const { store } = await storage();
    await adoptKeys(signingKeys(keys), store);
    audit({ event: 'keys-adopted', by: 'operator' });
    const moved = aside === null ? '' : `The file that could not be used is ${aside} now. `;
    return `${moved}The storage goes with these keys now. Who was signed in with the old ones has to sign in again.`;
  },
};

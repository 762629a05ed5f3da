import { StartError } from 'latchkey-server';
import { type Millis, millis } from 'latchkey-server/module';
import {
  belongTogether,
  type KeySet,
  longestLives,
  newSigningKey,
  parseKeySet,
  readKeyFile,
  replaceKeyFile,
  rotated,
  toJwks,
} from 'latchkey-server/operator';
import type { Command } from './command.ts';

/** Resource servers may keep the published keys for an hour (see `server/latchkey/http/routes/jwks.ts`). */
const PUBLISHED_MS = 60 * 60_000;

export const rotateKeys: Command = {
  usage: '[--force]',
  summary: 'signs with new keys from now on; nobody is signed out',
  positionals: { min: 0, max: 0 },
  options: { force: { type: 'boolean' } },
  async run({ config, clock, audit, storage }, { values }) {
    const given = config.signingKeys === null ? null : parseKeySet(config.signingKeys);
    const before = given ?? (await readKeyFile(config.dataFolder));
    // In memory the storage is inside the server, which refuses keys that are not its own by itself.
    if (config.storage !== 'memory:')
      await belongTogether({ id: before.secret.kid }, (await storage()).store);
    const wait = publishedUntil(before) - clock();
    if (wait > 0 && values.force !== true) {
      throw new StartError(
        `The next key was published less than an hour ago, so other servers may not know it yet. Try again in ${Math.ceil(wait / 60_000)} minutes, or add --force when nothing but Latchkey checks its tokens.`,
      );
    }
    const after = rotated(before, newSigningKey, longestLives(config.sessionTtl), clock());
    audit({ event: 'keys-rotated', by: 'operator' });
    // What the environment holds, only its owner can change.
    if (given !== null) return JSON.stringify(toJwks(after));
    await replaceKeyFile(config.dataFolder, after);
    return 'New tokens are signed with new keys. Running servers have taken them over; nobody was signed out.';
  },
};

function publishedUntil({ signing }: KeySet): Millis {
  const since = signing.filter(({ state }) => state === 'next').map((key) => key.since);
  return millis(Math.max(0, ...since) + PUBLISHED_MS);
}

import { join } from 'node:path';
import type { Contestant, Task } from './contestant.ts';
import { signInToLatchkey } from './sign-in/latchkey.ts';

/** The server as `npm run server` runs it, whole; only signing in is made cheap, which is not measured. */
export function latchkey(
  storage: string,
  tasks: readonly Task[],
  url: (folder: string) => string,
): Contestant {
  return {
    name: `Latchkey, ${storage}`,
    file: '../../server/main.ts',
    tasks,
    environment: async (folder) => ({
      LATCHKEY_STORAGE: url(folder),
      LATCHKEY_DATA: folder,
      LATCHKEY_CHALLENGE_COST: '1',
      LATCHKEY_RATE_LIMIT_SCALE: '1000',
      // As the files for deployment set them: what hashing passwords took before the measurement is given back.
      MALLOC_MMAP_THRESHOLD_: '1048576',
      NODE_OPTIONS: '--max-semi-space-size=16',
    }),
    readyPath: '/readyz',
    signIn: signInToLatchkey,
  };
}

export const latchkeyOnSqlite = latchkey(
  'SQLite',
  ['guarded GET', 'refresh'],
  (folder) => `sqlite:${join(folder, 'latchkey.db')}`,
);
export const latchkeyInMemory = latchkey('memory', ['refresh'], () => 'memory:');

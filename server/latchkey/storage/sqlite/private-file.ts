import { chmod, mkdir, open, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

const OWNER_ONLY = { folder: 0o700, file: 0o600 } as const;
const ALL = 0o777;

/**
 * Sees that a data file is there and that its owner alone can read it, whatever the umask says: it holds password
 * hashes and what sessions are known by. SQLite gives `-wal` and `-shm` the data file's mode when it makes them
 * (sqlite.org/src, findCreateFileMode). A folder that is there already is left as it is, since other programs may
 * live in it. Windows has no such modes; there the folder's rights hold.
 */
export async function makePrivate(path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: OWNER_ONLY.folder });
  await (await open(path, 'a', OWNER_ONLY.file)).close();
  if (process.platform === 'win32') return;
  for (const file of [path, `${path}-wal`, `${path}-shm`]) await tighten(file);
}

/** Earlier versions left the mode to the umask, mostly readable by all. What somebody else owns is theirs to open up. */
async function tighten(file: string): Promise<void> {
  const found = await stat(file).catch(() => null);
  if (found === null || found.uid !== process.getuid?.()) return;
  if ((found.mode & ALL & ~OWNER_ONLY.file) !== 0) await chmod(file, found.mode & OWNER_ONLY.file);
}

import { type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';

/** SQLite's write-ahead log, as the operating system sees it. */
export interface WriteAheadLog {
  /** Settles when all that was committed before the call is on the disk. */
  makeDurable(): Promise<void>;
  close(): Promise<void>;
}

/**
 * What SQLite does at a commit with `synchronous = FULL` and does not at one with NORMAL
 * (sqlite.org/pragma.html#pragma_synchronous), on a thread of its own: commits are appended to this file, which is
 * made one at the first and stays the same for as long as anybody has the database open (sqlite.org/walformat.html).
 * SQLite's locks are on its other files, so that closing this one gives none of them up.
 */
export function writeAheadLog(db: DatabaseSync): WriteAheadLog {
  let opening: Promise<FileHandle> | undefined;

  return {
    async makeDurable() {
      opening ??= opened(`${db.location()}-wal`);
      // The next call tries again where this one could not open it.
      opening.catch(() => {
        opening = undefined;
      });
      await (await opening).datasync();
    },
    async close() {
      await (await opening)?.close();
    },
  };
}

/** With its name made durable too, which is the folder's to keep. */
async function opened(path: string): Promise<FileHandle> {
  const log = await open(path, 'r+');
  try {
    // Windows opens no folders, and keeps names by itself.
    if (process.platform !== 'win32') await synchronised(dirname(path));
    return log;
  } catch (cause) {
    await log.close();
    throw cause;
  }
}

async function synchronised(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

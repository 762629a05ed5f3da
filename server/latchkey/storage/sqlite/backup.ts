import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StartError } from '../../errors/start-error.ts';
import { reasonOf } from '../reason-of.ts';

/**
 * Copies the data file as it is at one moment, while a server goes on reading and writing it
 * (sqlite.org/lang_vacuum.html#vacuuminto). The copy is readable by its owner alone, and on the disk when this resolves.
 * @throws {StartError} when the copy is there already or can not be written
 */
export async function backUpSqlite(from: string, to: string): Promise<void> {
  try {
    const db = new DatabaseSync(resolve(from), { readOnly: true, timeout: 5_000 });
    try {
      await (await open(resolve(to), 'wx', 0o600)).close();
      db.prepare('VACUUM INTO ?').run(resolve(to));
    } finally {
      db.close();
    }
    const copy = await open(resolve(to), 'r+');
    await copy.sync().finally(() => copy.close());
  } catch (cause) {
    throw new StartError(`${from} can not be copied, or ${to} can not be written: ${reasonOf(cause)}.`, {
      cause,
    });
  }
}

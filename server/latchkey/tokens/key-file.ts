import { randomUUID } from 'node:crypto';
import { unwatchFile, watch, watchFile } from 'node:fs';
import { link, mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StartError } from '../errors/start-error.ts';
import type { Millis } from '../time/time.ts';
import { type KeySet, parseKeySet, toJwks } from './key-set.ts';
import { newKeySet } from './new-keys.ts';

const FILE = 'keys.json';

export const keyFilePath = (folder: string): string => join(folder, FILE);

/**
 * The keys in the folder; a first start makes them. Of two servers that start at once on one folder, one makes
 * the keys and both use them. A folder that is new is kept out of git, since it is often in that of an app.
 * @throws {StartError} when the folder can not be used, or the file is not a key set or readable by others.
 */
export async function loadOrCreateKeyFile(folder: string, now: Millis): Promise<KeySet> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await keepOutOfGit(folder);
    await create(folder, newKeySet(now));
  } catch (cause) {
    throw new StartError(`The data folder ${folder} can not be written: ${message(cause)}.`, { cause });
  }
  return readKeyFile(folder);
}

/** With nothing in it but the database, which may be made before the keys, it is ours alone. */
async function keepOutOfGit(folder: string): Promise<void> {
  const isNew = (await readdir(folder)).every((name) => name.startsWith('latchkey.db'));
  if (isNew) await writeFile(join(folder, '.gitignore'), '*\n');
}

/** @throws {StartError} */
export const readKeyFile = (folder: string): Promise<KeySet> => keyFileReader(folder)();

/**
 * Reads the keys in the folder each time it is called, and parses them when they have changed: whoever sends tokens
 * of keys that never were has them read again and again.
 * @returns a function that throws {StartError}
 */
export function keyFileReader(folder: string): () => Promise<KeySet> {
  const path = keyFilePath(folder);
  let last: { readonly text: string; readonly keys: KeySet } | undefined;
  return async () => {
    try {
      const text = await privateText(path);
      if (last?.text !== text) last = { text, keys: parseKeySet(JSON.parse(text)) };
      return last.keys;
    } catch (cause) {
      throw new StartError(
        `The signing keys in ${path} can not be used: ${message(cause)}. Sessions depend on them: put the file back ` +
          'as it was, or sign everybody out and go on with new keys by npm run admin -- adopt-keys.',
        { cause },
      );
    }
  };
}

async function privateText(path: string): Promise<string> {
  const { mode } = await stat(path);
  if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
    throw new Error('others may read it; run chmod 600 on it');
  }
  return readFile(path, 'utf8');
}

/** Replaces the keys in one step: a reader sees the old file or the new one. */
export async function replaceKeyFile(folder: string, keys: KeySet): Promise<void> {
  const written = await writeBeside(folder, keys);
  await rename(written, keyFilePath(folder));
}

/**
 * Puts a file that can not be used out of the way of new keys, and deletes nothing.
 * @returns its new name, or `null` when there is none or it can be used
 */
export async function setAsideUnusable(folder: string, now: Millis): Promise<string | null> {
  const path = keyFilePath(folder);
  if (!(await exists(path))) return null;
  try {
    await readKeyFile(folder);
    return null;
  } catch {
    const aside = `${path}.unusable-${now}`;
    await rename(path, aside);
    return aside;
  }
}

/** How often the file is looked at where the system does not tell of its changes. */
const LOOK_MS = 5_000;

/**
 * Calls back when the keys were replaced; running servers follow a rotation without a restart. Network file
 * systems tell nobody what another machine has changed (nodejs.org/api/fs.html, "Availability"), so the file is
 * looked at as well.
 */
export function watchKeyFile(folder: string, onChange: () => void): { close(): void } {
  const watcher = watch(folder, { persistent: false }, (_event, name) => {
    if (name === FILE) onChange();
  });
  watcher.on('error', () => {});
  const look = () => onChange();
  watchFile(keyFilePath(folder), { persistent: false, interval: LOOK_MS }, look);
  return {
    close() {
      watcher.close();
      unwatchFile(keyFilePath(folder), look);
    },
  };
}

/** A hard link fails where the file is already there, so whoever comes second keeps the first one's keys. */
async function create(folder: string, keys: KeySet): Promise<void> {
  if (await exists(keyFilePath(folder))) return;
  const written = await writeBeside(folder, keys);
  try {
    await link(written, keyFilePath(folder));
  } catch (cause) {
    if (!(await exists(keyFilePath(folder)))) throw cause;
  } finally {
    await rm(written, { force: true });
  }
}

async function writeBeside(folder: string, keys: KeySet): Promise<string> {
  const path = join(folder, `.${FILE}.${randomUUID()}`);
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(`${JSON.stringify(toJwks(keys), null, 2)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  return path;
}

const exists = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  );

const message = (cause: unknown) => (cause instanceof Error ? cause.message : String(cause));

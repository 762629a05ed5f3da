import { StartError } from '../errors/start-error.ts';
import { key } from '../storage/key.ts';
import type { Store } from '../storage/store.ts';
import type { Clock } from '../time/time.ts';
import { keyFileReader, loadOrCreateKeyFile, readKeyFile, watchKeyFile } from './key-file.ts';
import { type KeySet, type MaxLifetimes, parseKeySet } from './key-set.ts';
import { createSigningKeys, type SigningKeys } from './signing-keys.ts';

export interface OpenKeysOptions {
  /** The keys from the environment, as parsed JSON; `null`: the file in the folder. */
  readonly given: unknown;
  readonly folder: string;
  readonly store: Store;
  readonly clock: Clock;
  readonly longest: MaxLifetimes;
  /** Told when a rotated file could not be taken over; the keys before it stay in use. */
  readonly onRefused: (cause: unknown) => void;
}

export interface OpenKeys {
  readonly keys: SigningKeys;
  close(): void;
}

/** Whose sessions the storage holds. */
const KEYS_OF_STORAGE = key('signing-keys');

/** Makes these keys the storage's, for when the old ones are lost: every session from before is over. */
export async function adoptKeys(keys: SigningKeys, store: Store): Promise<void> {
  await store.put(KEYS_OF_STORAGE, { id: keys.id }, null);
}

/**
 * The signing keys, followed through rotations.
 * @throws {StartError} when they can not be used, or are not those that the storage's sessions were signed with
 */
export async function openKeys(options: OpenKeysOptions): Promise<OpenKeys> {
  const { given, folder, store, clock, longest, onRefused } = options;
  const initial = given === null ? await fileOf(folder, store, clock) : fromEnvironment(given);
  const read = given === null ? keyFileReader(folder) : async () => initial;
  const keys = createSigningKeys(initial, { clock, longest, read });
  await belongTogether(keys, store);
  if (given !== null) return { keys, close: () => {} };

  const watcher = watchKeyFile(folder, () => void keys.reload().catch(onRefused));
  return { keys, close: () => watcher.close() };
}

/** Makes keys for a storage that is new, and for no other: a server that made its own would be one too many. */
async function fileOf(folder: string, store: Store, clock: Clock): Promise<KeySet> {
  const isNew = (await store.get(KEYS_OF_STORAGE)) === null;
  return isNew ? loadOrCreateKeyFile(folder, clock()) : readKeyFile(folder);
}

function fromEnvironment(given: unknown): KeySet {
  try {
    return parseKeySet(given);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StartError(`LATCHKEY_SIGNING_KEYS can not be used: ${reason}.`, { cause });
  }
}

/**
 * With other keys every signed-in user would be told that the session has ended, and would believe it. So a
 * storage remembers whose sessions it holds: of two servers with different keys the second does not start.
 */
export async function belongTogether(
  { id, replaces }: Pick<SigningKeys, 'id' | 'replaces'>,
  store: Store,
): Promise<void> {
  if (await store.compareAndSet(KEYS_OF_STORAGE, null, { id }, { expiresAt: null })) return;
  const known = await store.get<{ id: string }>(KEYS_OF_STORAGE);
  if (known?.id === id) return;
  if (known !== null && replaces.includes(known.id)) {
    // From here on no server starts with the keys that have leaked. Losing the comparison is to another that starts.
    await store.compareAndSet(KEYS_OF_STORAGE, known, { id }, { expiresAt: null });
    return belongTogether({ id, replaces: [] }, store);
  }
  throw new StartError(
    'The storage holds sessions that were signed with other keys. Give this server the same keys.json or ' +
      'LATCHKEY_SIGNING_KEYS as before; to sign everybody out and go on with new keys, run npm run admin -- adopt-keys.',
  );
}

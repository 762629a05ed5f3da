import type { Sessions } from '../session/sessions.ts';
import type { Store } from '../storage/store.ts';
import { readKeyFile, replaceKeyFile } from '../tokens/key-file.ts';
import { type KeySet, parseKeySet, replaced, toJwks } from '../tokens/key-set.ts';
import { newKeySet } from '../tokens/new-keys.ts';
import { belongTogether } from '../tokens/open-keys.ts';
import { endEverybodysSessions } from './end-everybodys-sessions.ts';
import type { RotateKeysDeps } from './rotate-keys.ts';

export interface LeakedKeysDeps extends Omit<RotateKeysDeps, 'store'> {
  /** What goes with the keys; `null` where no command can reach it. */
  readonly stored: () => Promise<{ readonly store: Store; readonly sessions: Sessions } | null>;
}

/** What is left to do after leaked keys were replaced. */
export interface Replacement {
  /** The key set to put into the environment, which only its owner can change; `null`: the file was replaced. */
  readonly jwks: ReturnType<typeof toJwks> | null;
}

/**
 * Keys that wait for their turn lie beside those that sign, so none of them is kept. What a thief has signed in the
 * meantime, and whom he has signed in, goes with all sessions.
 * @throws {StartError} when the keys can not be used, or are not those of the storage
 */
export async function replaceLeakedKeys({
  config,
  clock,
  observer,
  stored,
}: LeakedKeysDeps): Promise<Replacement> {
  const given = config.signingKeys === null ? null : parseKeySet(config.signingKeys);
  const before = given ?? (await readKeyFile(config.dataFolder));
  const opened = await stored();
  if (opened !== null) await belongTogether(named(before), opened.store);

  const after = replaced(before, newKeySet(clock()));
  if (given === null) {
    await replaceKeyFile(config.dataFolder, after);
    if (opened !== null) await belongTogether(named(after), opened.store);
    observer.keysReplaced('keys-replaced');
  }
  if (opened !== null) await endEverybodysSessions({ sessions: opened.sessions, observer });
  return { jwks: given === null ? null : toJwks(after) };
}

const named = ({ secret: { kid, replaces = [] } }: KeySet) => ({ id: kid, replaces });

import type { Config } from '../config/settings.ts';
import type { Observer } from '../observability/observer.ts';
import type { Store } from '../storage/store.ts';
import type { Clock } from '../time/time.ts';
import { loadOrCreateKeyFile, setAsideUnusable } from '../tokens/key-file.ts';
import { parseKeySet } from '../tokens/key-set.ts';
import { adoptKeys } from '../tokens/open-keys.ts';
import { createSigningKeys } from '../tokens/signing-keys.ts';

/** What became of the keys that could not be used. */
export interface Adoption {
  /** Where the file of keys that could not be used is now; `null` when there was none. */
  readonly setAside: string | null;
}

export interface AdoptKeysDeps {
  readonly config: Config;
  readonly clock: Clock;
  readonly observer: Pick<Observer, 'keysReplaced'>;
  readonly store: Store;
}

/** Makes the keys of this configuration the storage's, new ones where there are none that can be used. */
export async function adoptNewKeys({ config, clock, observer, store }: AdoptKeysDeps): Promise<Adoption> {
  const given = config.signingKeys;
  const setAside = given === null ? await setAsideUnusable(config.dataFolder, clock()) : null;
  const keys = given === null ? await loadOrCreateKeyFile(config.dataFolder, clock()) : parseKeySet(given);
  await adoptKeys(createSigningKeys(keys), store);
  observer.keysReplaced('keys-adopted');
  return { setAside };
}

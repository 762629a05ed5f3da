import type { Config } from '../config/settings.ts';
import type { Observer } from '../observability/observer.ts';
import type { Store } from '../storage/store.ts';
import { type Clock, type Millis, millis } from '../time/time.ts';
import { readKeyFile, replaceKeyFile } from '../tokens/key-file.ts';
import { type KeySet, maxLifetimes, parseKeySet, rotated, toJwks } from '../tokens/key-set.ts';
import { newSigningKeyOf } from '../tokens/new-keys.ts';
import { belongTogether } from '../tokens/open-keys.ts';

/** Resource servers may keep the published keys for an hour (`http/routes/jwks.ts`). */
const PUBLISHED_MS = 60 * 60_000;

/** What a rotation has come to. */
export type KeyRotation =
  /** The file was replaced; running servers take the keys over. */
  | { readonly type: 'replaced' }
  /** What the environment holds, only its owner can change: the key set to put there. */
  | { readonly type: 'to-be-set'; readonly jwks: ReturnType<typeof toJwks> }
  /** Nothing was changed: the next key was published less than an hour ago. */
  | { readonly type: 'too-early'; readonly waitMs: number };

export interface RotateKeysDeps {
  readonly config: Config;
  readonly clock: Clock;
  readonly observer: Pick<Observer, 'keysReplaced' | 'allSessionsEnded'>;
  /** Opens the storage whose sessions the keys sign; `null` where no command can reach it. */
  readonly store: () => Promise<Store | null>;
}

/** @throws {StartError} when the keys can not be used, or are not those of the storage */
export async function rotateKeys(
  { config, clock, observer, store }: RotateKeysDeps,
  force: boolean,
): Promise<KeyRotation> {
  const given = config.signingKeys === null ? null : parseKeySet(config.signingKeys);
  const before = given ?? (await readKeyFile(config.dataFolder));
  const opened = await store();
  if (opened !== null)
    await belongTogether({ id: before.secret.kid, replaces: before.secret.replaces ?? [] }, opened);
  const waitMs = publishedUntil(before) - clock();
  if (waitMs > 0 && !force) return { type: 'too-early', waitMs };

  const after = rotated(before, newSigningKeyOf(before.secret), maxLifetimes(config.sessionTtl), clock());
  if (given !== null) return { type: 'to-be-set', jwks: toJwks(after) };
  await replaceKeyFile(config.dataFolder, after);
  observer.keysReplaced('keys-rotated');
  return { type: 'replaced' };
}

function publishedUntil({ signing }: KeySet): Millis {
  const since = signing.filter(({ state }) => state === 'next').map((key) => key.since);
  return millis(Math.max(0, ...since) + PUBLISHED_MS);
}

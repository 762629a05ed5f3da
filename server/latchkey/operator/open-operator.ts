import type { Accounts } from '../accounts/accounts.ts';
import type { RemoveAccount } from '../accounts/remove-account.ts';
import type { Config } from '../config/settings.ts';
import { sqlitePath } from '../config/storage-url.ts';
import { createRandomSource } from '../crypto/random-source.ts';
import { StartError } from '../errors/start-error.ts';
import type { ServerModule } from '../http/server-module.ts';
import { createLog } from '../observability/log.ts';
import { createMetrics } from '../observability/metrics.ts';
import { createObserver, type Observer } from '../observability/observer.ts';
import { createStoredServices, type StoredServices } from '../services.ts';
import type { Sessions } from '../session/sessions.ts';
import { openStorage } from '../storage/open.ts';
import { backUpSqlite } from '../storage/sqlite/backup.ts';
import { systemClock } from '../time/time.ts';
import { type Adoption, adoptNewKeys } from './adopt-keys.ts';
import { endEverybodysSessions } from './end-everybodys-sessions.ts';
import { type Replacement, replaceLeakedKeys } from './replace-leaked-keys.ts';
import { type KeyRotation, rotateKeys } from './rotate-keys.ts';

/** What an operator's work needs to know of the server, and tells. */
export interface OperatorOptions {
  /** The server's, so that what they keep for a user goes with the account. */
  readonly modules?: readonly ServerModule<string>[];
  /** Where the audit lines of what is done here go. */
  readonly report: (line: string) => void;
}

/** What an operator reads and changes of a storage while servers use it. */
export interface OperatorStorage {
  readonly accounts: Accounts;
  readonly sessions: Sessions;
  readonly removeAccount: RemoveAccount;
}

/** Is told of what was done to accounts and sessions, and makes an audit line of each. */
export interface OperatorObserver
  extends Pick<Observer, 'userAdded' | 'passwordChanged' | 'accountRemoved' | 'sessionEnded'> {}

/** What an operator works with beside a running server: its storage and its keys. */
export interface Operator {
  /** Opens the storage when it is first needed. @throws {StartError} */
  storage(): Promise<OperatorStorage>;
  /** Copies the SQLite file while a server goes on. @throws {StartError} also on any other storage */
  backUp(file: string): Promise<void>;
  readonly observer: OperatorObserver;
  /**
   * Signs with new keys from now on; nobody is signed out.
   * @param force also when another server may not know the next key yet
   * @throws {StartError}
   */
  rotateKeys(options: { readonly force: boolean }): Promise<KeyRotation>;
  /**
   * Puts new keys in the place of all that there are, since they have leaked, and ends every session. @throws {StartError}
   */
  replaceLeakedKeys(): Promise<Replacement>;
  /** Ends every session of everybody at once. @throws {StartError} */
  endEverybodysSessions(): Promise<void>;
  /** Goes on with new keys after the old ones were lost, which signs everybody out. @throws {StartError} */
  adoptKeys(): Promise<Adoption>;
  /** Closes the storage, if it was opened. */
  close(): Promise<void>;
}

/**
 * Opens nothing before it is needed.
 * @example
 * const operator = openOperator(loadConfig(process.env), { report: console.error });
 */
export function openOperator(config: Config, { modules = [], report }: OperatorOptions): Operator {
  const clock = systemClock;
  let opened: Promise<StoredServices> | undefined;

  async function open(): Promise<StoredServices> {
    if (config.storage === 'memory:') {
      throw new StartError(
        'LATCHKEY_STORAGE=memory: is inside the server process, where no command can reach it.',
      );
    }
    const storage = await openStorage(config.storage, { clock, monotonic: () => performance.now() });
    const random = createRandomSource();
    // A command lives too short to learn whether the clock is right, and has nothing to remove for its age.
    const clockTrusted = () => false;
    return createStoredServices({ config, storage, clock, clockTrusted, random, modules });
  }
  function storage(): Promise<StoredServices> {
    opened ??= open();
    return opened;
  }
  const observer = createObserver({
    log: createLog('info', { write: (line) => report(line.trimEnd()) }),
    metrics: createMetrics({ ofProcess: false }),
    ping: async () => (await storage()).store.ping(),
    userIdOf: async (username) => (await (await storage()).accounts.find(username))?.id ?? null,
  });
  // In memory the storage is inside the server, which refuses keys that are not its own by itself.
  const withKeys = async () => (config.storage === 'memory:' ? null : storage());
  const storeOfKeys = async () => (await withKeys())?.store ?? null;

  return {
    storage,
    async backUp(file) {
      const path = sqlitePath(config.storage);
      if (path === null)
        throw new StartError('Only a SQLite file is copied here; others have backups of their own.');
      await backUpSqlite(path, file);
    },
    observer,
    rotateKeys: ({ force }) => rotateKeys({ config, clock, observer, store: storeOfKeys }, force),
    replaceLeakedKeys: () => replaceLeakedKeys({ config, clock, observer, stored: withKeys }),
    endEverybodysSessions: async () =>
      endEverybodysSessions({ sessions: (await storage()).sessions, observer }),
    adoptKeys: async () => adoptNewKeys({ config, clock, observer, store: (await storage()).store }),
    async close() {
      await opened?.then(
        ({ store }) => store.close(),
        () => {},
      );
    },
  };
}

import type { Held, KeyStore, RecordStore } from '../broker/ports.ts';

/**
 * The extension's own IndexedDB. Content scripts can not open it in any browser, whereas they read and write
 * `storage.local` unless it is closed to them, which Firefox can not do; and a private window has one of its own.
 */
export interface Database {
  readonly keys: KeyStore;
  readonly sealingKey: Held<CryptoKey>;
  record(name: string): RecordStore;
}

const NAME = 'latchkey';
const STORE = 'latchkey';

/**
 * @param server its address: what one server has given is nothing to another, whose extension may have the same id, as a
 * build for staging over one for production has. What is stored by no server's name, as version 0.2.0 did,
 * goes to the first that asks for it.
 */
export function openDatabase(server: string, databases: IDBFactory = indexedDB): Database {
  let opening: Promise<IDBDatabase> | null = null;

  function open(): Promise<IDBDatabase> {
    opening ??= new Promise<IDBDatabase>((resolve, reject) => {
      const request = databases.open(NAME, 1);
      request.onupgradeneeded = () => request.result.createObjectStore(STORE);
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    }).then(
      (database) => {
        // "Clear site data" closes it under us: the next use opens it again.
        database.onclose = () => {
          opening = null;
        };
        database.onversionchange = () => {
          database.close();
          opening = null;
        };
        return database;
      },
      (cause) => {
        opening = null;
        throw cause;
      },
    );
    return opening;
  }

  const ofServer = (key: string): string => `${key} ${server}`;

  async function load(key: string): Promise<unknown> {
    const own = await get(ofServer(key));
    if (own !== undefined) return own;
    const unnamed = await get(key);
    if (unnamed === undefined) return undefined;
    await write((store) => {
      store.put(unnamed, ofServer(key));
      store.delete(key);
    });
    return unnamed;
  }

  const save = (key: string, value: unknown): Promise<void> =>
    write((store) => store.put(value, ofServer(key)));

  async function get(key: string): Promise<unknown> {
    const database = await open();
    return new Promise((resolve, reject) => {
      const request = database.transaction(STORE).objectStore(STORE).get(key);
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  }

  async function write(change: (store: IDBObjectStore) => void): Promise<void> {
    const database = await open();
    return new Promise((resolve, reject) => {
      // On disk before anybody acts on it: a sign-out must hold after a power cut too.
      const transaction = database.transaction(STORE, 'readwrite', { durability: 'strict' });
      change(transaction.objectStore(STORE));
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error);
      transaction.onerror = () => reject(transaction.error);
    });
  }

  return {
    keys: {
      async load() {
        const stored = await load('key');
        return isKeyPair(stored) ? stored : null;
      },
      save: (pair) => save('key', pair),
    },
    sealingKey: {
      async load() {
        const stored = await load('sealing-key');
        return stored instanceof CryptoKey ? stored : null;
      },
      save: (key) => save('sealing-key', key),
    },
    record: (key) => ({ load: () => load(key), save: (value) => save(key, value) }),
  };
}

const isKeyPair = (value: unknown): value is CryptoKeyPair =>
  typeof value === 'object' &&
  value !== null &&
  'privateKey' in value &&
  value.privateKey instanceof CryptoKey &&
  'publicKey' in value &&
  value.publicKey instanceof CryptoKey;

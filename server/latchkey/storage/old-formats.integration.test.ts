import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { testApp } from '../testing/test-app.ts';
import { TestClient } from '../testing/test-client.ts';
import { millis } from '../time/time.ts';
import type { KeySet } from '../tokens/key-set.ts';
import { FORMAT } from './format.ts';
import { key } from './key.ts';
import { redisMissing, startRedis } from './testing/redis-server.ts';
import type { Place } from './testing/storages.ts';

const fixture = (name: string) => join(import.meta.dirname, 'testing/fixtures', name);
const json = async <T>(name: string): Promise<T> => JSON.parse(await readFile(fixture(name), 'utf8'));

/** What the device of the fixture had when it was last used. */
interface Left {
  readonly at: number;
  readonly publicUrl: string;
  readonly username: string;
  readonly password: string;
  readonly cookie: string;
  readonly receipt: string;
  readonly key: JsonWebKey;
  readonly publicKey: JsonWebKey;
}

async function sqliteFile(): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-format-'));
  await copyFile(fixture('format-1.db'), join(folder, 'latchkey.db'));
  return {
    url: `sqlite:${join(folder, 'latchkey.db')}`,
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

async function redisDump(): Promise<Place> {
  const { url, stop } = await startRedis({ dump: fixture('format-1.rdb') });
  return { url, remove: stop };
}

describe.each([
  { name: 'sqlite', missing: null, place: sqliteFile },
  { name: 'redis', missing: redisMissing(), place: redisDump },
])('a storage on $name that release 0.1 has filled', ({ name, missing, place }) => {
  test.skipIf(missing !== null)('goes on: its session, its account, all that it holds', async () => {
    const { url, remove } = await place();
    const left = await json<Left>(`${name}-device.json`);
    const soonAfter = () => millis(left.at + 60_000);
    const keySet = await json<KeySet>('keys.json');
    const app = await testApp({ LATCHKEY_STORAGE: url }, { clock: soonAfter, keySet });
    try {
      expect(await app.storage.store.get(key('format'))).toMatchObject({ format: FORMAT });
      const device = TestClient.resumed({ ...left, key: await importKey(left) }, app.request);

      const refreshed = await device.refresh();
      expect(refreshed.status).toBe(200);
      const { access_token: token } = await refreshed.json();
      const me = await device.call('/api/me', { method: 'GET', token });
      expect(await me.json()).toMatchObject({ username: left.username });

      const sessions = await device.call('/auth/sessions', { method: 'GET', token });
      expect((await sessions.json()).sessions).toHaveLength(1);

      await app.services.accounts.authenticate(left.username, left.password);
      const account = await app.storage.store.get<{ id: string }>(key('account', left.username));
      const notes = await app.storage.store.members(key('notes', account?.id ?? ''));
      expect(await app.storage.store.getMany(notes.map((id) => key('note', id)))).toEqual([
        expect.objectContaining({ text: expect.any(String) }),
        expect.objectContaining({ text: expect.any(String) }),
      ]);
    } finally {
      await app.storage.store.close();
      await remove();
    }
  });
});

async function importKey({ key: secret, publicKey }: Left): Promise<CryptoKeyPair> {
  const es256 = { name: 'ECDSA', namedCurve: 'P-256' };
  return {
    privateKey: await crypto.subtle.importKey('jwk', secret, es256, false, ['sign']),
    publicKey: await crypto.subtle.importKey('jwk', publicKey, es256, true, ['verify']),
  };
}

import { expect, test } from 'vitest';
import { storageContract } from './contract.ts';
import { openMemory } from './memory/open.ts';
import type { Store } from './store.ts';

/** Which promises are not kept by a storage in memory with this mistake. */
async function brokenBy(mistake: (store: Store) => Partial<Store>): Promise<string[]> {
  const { promises, close } = storageContract({
    servers: 'one',
    open: async ({ clock }) => {
      const { store, invalidation } = openMemory({ clock });
      return { store: { ...store, ...mistake(store) }, invalidation };
    },
  });
  const broken: string[] = [];
  for (const { name, keeps } of promises) await keeps().catch(() => broken.push(name));
  await close();
  return broken;
}

test('a storage without a mistake keeps all promises', async () => {
  expect(await brokenBy(() => ({}))).toEqual([]);
});

test.each<[string, (store: Store) => Partial<Store>, RegExp]>([
  [
    'that compares and sets in two steps',
    ({ get, put }) => ({
      async compareAndSet(key, expected, next, { expiresAt }) {
        if (JSON.stringify(await get(key)) !== JSON.stringify(expected)) return false;
        await put(key, next, expiresAt);
        return true;
      },
    }),
    /exactly one wins/,
  ],
  ['that claims for everybody', () => ({ claim: async () => true }), /claimed once/],
  [
    'that leaves out what is missing',
    ({ getMany }) => ({
      getMany: async <T>(keys: Parameters<typeof getMany>[0]) =>
        (await getMany(keys)).filter((record) => record !== null) as T[],
    }),
    /order of their keys/,
  ],
  ['that sweeps nothing', () => ({ sweep: async () => 0 }), /swept/],
])('a storage %s is found out', async (_, mistake, promise) => {
  expect((await brokenBy(mistake)).join('\n')).toMatch(promise);
});

import { IDBFactory } from 'fake-indexeddb';
import { test as base, expect } from 'vitest';
import { openDatabase } from './indexed-db.ts';

const test = base.extend('databases', () => new IDBFactory());

const production = 'https://api.example.com';
const staging = 'https://staging.example.com';

const newKey = () =>
  crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify']);

test('two servers under one extension’s id know nothing of each other', async ({ databases }) => {
  const ofProduction = openDatabase(production, databases);
  const ofStaging = openDatabase(staging, databases);
  await ofProduction.record('known').save({ user: 'ada' });
  await ofProduction.keys.save(await newKey());
  expect(await ofStaging.record('known').load()).toBeUndefined();
  expect(await ofStaging.keys.load()).toBeNull();

  await ofStaging.record('known').save({ user: 'grace' });
  expect(await openDatabase(production, databases).record('known').load()).toEqual({ user: 'ada' });
  expect(await openDatabase(production, databases).keys.load()).not.toBeNull();
});

test('what a former version has stored by no server’s name is kept, and is the first server’s alone', async ({
  databases,
}) => {
  await storeAsFormerly(databases, 'known', { user: 'ada' });
  expect(await openDatabase(production, databases).record('known').load()).toEqual({ user: 'ada' });
  expect(await openDatabase(staging, databases).record('known').load()).toBeUndefined();
  expect(await openDatabase(production, databases).record('known').load()).toEqual({ user: 'ada' });
});

function storeAsFormerly(databases: IDBFactory, key: string, value: unknown): Promise<void> {
  return new Promise((done, failed) => {
    const opening = databases.open('latchkey', 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore('latchkey');
    opening.onerror = () => failed(opening.error);
    opening.onsuccess = () => {
      const transaction = opening.result.transaction('latchkey', 'readwrite');
      transaction.objectStore('latchkey').put(value, key);
      transaction.oncomplete = () => {
        opening.result.close();
        done();
      };
    };
  });
}

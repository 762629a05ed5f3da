import { AssertionError } from 'node:assert';
import { describe, expect, test } from 'vitest';
import { Problem } from '../errors/problem.ts';
import { millis } from '../time/time.ts';
import { key } from './key.ts';
import { openMemory } from './memory/open.ts';
import type { Store } from './store.ts';
import { withFailures } from './with-failures.ts';

const at = key('account', 'ada');
const soon = millis(1_000);
const calls: [keyof Store, (store: Store) => Promise<unknown>][] = [
  ['get', (store) => store.get(at)],
  ['getMany', (store) => store.getMany([at])],
  ['put', (store) => store.put(at, { n: 1 }, null)],
  ['compareAndSet', (store) => store.compareAndSet(at, null, { n: 1 }, { expiresAt: null })],
  ['claim', (store) => store.claim(at, soon)],
  ['remove', (store) => store.remove(at)],
  ['addMember', (store) => store.addMember(at, 'member')],
  ['removeMember', (store) => store.removeMember(at, 'member')],
  ['members', (store) => store.members(at)],
  ['sweep', (store) => store.sweep(soon)],
  ['ping', (store) => store.ping()],
];

/** A storage whose every call fails so. */
function failing(failure: unknown): Store {
  const { store } = openMemory({ clock: () => millis(0) });
  const fail = () => Promise.reject(failure);
  return withFailures({ ...store, ...Object.fromEntries(calls.map(([name]) => [name, fail])) });
}

const outages = {
  'a connection that is refused': Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }),
  'a command that was not answered': new Error('Command timed out'),
  'a refusal by the storage': Object.assign(new Error('READONLY You can not write'), { name: 'ReplyError' }),
  'a file that is locked': Object.assign(new Error('database is locked'), { errcode: 5 }),
  'a full disk': Object.assign(new Error('database or disk is full'), { errcode: 13 }),
  'a disk that fails': Object.assign(new Error('EIO: i/o error, fdatasync'), { code: 'EIO' }),
  'something that is no error at all': 'gone',
};
const faults = [
  new TypeError('undefined is not a function'),
  new RangeError('invalid array length'),
  new SyntaxError('Unexpected token'),
  new ReferenceError('x is not defined'),
  new AssertionError({ message: 'never' }),
  new Problem('account_changed'),
];

describe.each(calls)('%s', (_, call) => {
  test.each(Object.entries(outages))('takes %s for an outage', async (_, failure) => {
    const thrown = await call(failing(failure)).catch((cause: unknown) => cause);
    expect(thrown).toBeInstanceOf(Problem);
    expect(thrown).toMatchObject({ code: 'storage_unavailable', cause: failure });
  });

  test.each(faults)('takes no mistake of a program for one: $name', async (fault) => {
    await expect(call(failing(fault))).rejects.toBe(fault);
  });
});

test('a record that can not be written as JSON is a mistake of its writer', async () => {
  const { store } = openMemory({ clock: () => millis(0) });
  const circular: Record<string, unknown> = {};
  circular.self = circular;
  await expect(store.compareAndSet(at, null, circular, { expiresAt: null })).rejects.toThrow(TypeError);
  await expect(store.put(at, circular, null)).rejects.toThrow(TypeError);
});

import fc from 'fast-check';
import * as v from 'valibot';
import { beforeEach, describe, expect, test } from 'vitest';
import { key } from '../storage/key.ts';
import { openStorage } from '../storage/open.ts';
import type { Store } from '../storage/store.ts';
import { millis } from '../time/time.ts';
import { type Accounts, createAccounts, type UserRecord } from './accounts.ts';
import { hashPassword } from './password-hash.ts';
import { newPasswordSchema } from './password-rules.ts';
import { accountName, usernameSchema } from './username.ts';

const password = 'correct horse battery';
/** The least that Argon2id takes. */
const cheapest = { memory: 8, passes: 1, parallelism: 1 };

describe('accounts', () => {
  let store: Store;
  let accounts: Accounts;
  /** The same ones, with passwords hashed at production's cost. */
  let inProduction: Accounts;
  let now: number;
  const clock = () => millis(now);

  beforeEach(async () => {
    now = 1_000;
    ({ store } = await openStorage('memory:', { clock, monotonic: () => performance.now() }));
    let created = 0;
    const random = () => {
      created += 1;
      return `user-${created}`;
    };
    accounts = createAccounts({ store, clock, random, passwordCost: cheapest });
    inProduction = createAccounts({ store, clock, random });
  });

  test('signs a user in who was created, by the same name in another case', async () => {
    const user = await accounts.create('Ada', password);
    expect(user).toMatchObject({ id: 'user-1', username: 'Ada', createdAt: 1_000 });
    expect(await accounts.authenticate('ada', password)).toEqual(user);
  });

  test('keeps no password, only an Argon2id hash with its parameters', async () => {
    const user = await inProduction.create('ada', password);
    expect(user.password).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(JSON.stringify(await inProduction.find('ada'))).not.toContain(password);
  });

  test('gives a name to one of those who ask for it at once', async () => {
    const names = ['Ada', 'ada', 'ADA', 'ａｄａ'];
    const results = await Promise.allSettled(names.map((name) => accounts.create(name, password)));
    const refusals = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
    expect(refusals).toHaveLength(3);
    for (const refusal of refusals) expect(refusal).toMatchObject({ code: 'username_taken' });
  });

  test('answers a wrong password and an unknown name with the same words', async () => {
    await accounts.create('ada', password);
    const refusal = async (name: string, guess: string) =>
      accounts.authenticate(name, guess).catch((error: unknown) => error);
    const [wrong, unknown] = [await refusal('ada', 'wrong password'), await refusal('nobody', password)];
    expect(wrong).toMatchObject({ code: 'invalid_credentials', options: {} });
    expect(unknown).toEqual(wrong);
  });

  test('takes as long for an unknown name as for a wrong password', async () => {
    await inProduction.create('ada', password);
    const time = async (name: string) => {
      const start = performance.now();
      await inProduction.authenticate(name, 'wrong password').catch(() => {});
      return performance.now() - start;
    };
    const shortest = { known: Number.POSITIVE_INFINITY, unknown: Number.POSITIVE_INFINITY };
    const alike = () => shortest.unknown > shortest.known / 2;
    // Whatever else the machine does makes it longer and never shorter, so that a look at one more can only help.
    for (let n = 0; n < 7 || (n < 100 && !alike()); n += 1) {
      shortest.known = Math.min(shortest.known, await time('ada'));
      shortest.unknown = Math.min(shortest.unknown, await time('nobody'));
    }
    expect(alike(), JSON.stringify(shortest)).toBe(true);
  });

  describe('where the parameters have changed', () => {
    const old = { memory: 16, passes: 1, parallelism: 1 };

    beforeEach(async () => {
      const user = await accounts.create('ada', password);
      await store.put(key('account', 'ada'), { ...user, password: await hashPassword(password, old) }, null);
    });

    test('hashes again at sign-in, and returns the account as it is then', async () => {
      const user = await accounts.authenticate('ada', password);
      expect(user.password).toMatch(/m=8,t=1,p=1/);
      expect(await accounts.find('ada')).toEqual(user);
      expect(await accounts.authenticate('ada', password)).toEqual(user);
    });

    test('lets both in who sign in at once', async () => {
      const both = await Promise.all([1, 2].map(() => accounts.authenticate('ada', password)));
      const user = await accounts.find('ada');
      expect(both).toEqual([user, user]);
    });

    test('lets nobody in by a password that is changed while it is hashed again', async () => {
      const { compareAndSet } = store;
      store.compareAndSet = async (...args) => {
        store.compareAndSet = compareAndSet;
        await accounts.setPassword('ada', 'set by operator');
        return compareAndSet(...args);
      };
      await expect(accounts.authenticate('ada', password)).rejects.toMatchObject({
        code: 'invalid_credentials',
      });
      expect(await accounts.authenticate('ada', 'set by operator')).toMatchObject({ username: 'ada' });
    });
  });

  test('tells whether what somebody signed in with is still good', async () => {
    const user = await accounts.create('ada', password);
    expect(await accounts.stillHolds(user, password)).toBe(true);
    const again = { ...user, password: await hashPassword(password, cheapest) };
    await store.put(key('account', 'ada'), again, null);
    expect(await accounts.stillHolds(user, password)).toBe(true);
    await accounts.setPassword('ada', 'set by operator');
    expect(await accounts.stillHolds(user, password)).toBe(false);
    await store.put(key('account', 'ada'), { ...again, id: 'somebody else of that name' }, null);
    expect(await accounts.stillHolds(user, password)).toBe(false);
    await store.remove(key('account', 'ada'));
    expect(await accounts.stillHolds(user, password)).toBe(false);
  });

  test('changes the password for whoever knows the current one', async () => {
    await accounts.create('ada', password);
    await expect(accounts.changePassword('ada', 'wrong', 'another good one')).rejects.toMatchObject({
      code: 'invalid_credentials',
    });
    await accounts.changePassword('ada', password, 'another good one');
    await expect(accounts.authenticate('ada', password)).rejects.toMatchObject({
      code: 'invalid_credentials',
    });
    expect(await accounts.authenticate('ada', 'another good one')).toMatchObject({ username: 'ada' });
  });

  test('is content with the same change asked for again, and takes no guess in its place', async () => {
    await accounts.create('ada', password);
    const next = 'another good one';
    // The right password as the next one is no proof of knowing the current one.
    await expect(accounts.changePassword('ada', 'wrong', password)).rejects.toMatchObject({
      code: 'invalid_credentials',
    });
    await accounts.changePassword('ada', password, next);
    await accounts.changePassword('ada', password, next);
    for (const [current, wanted] of [
      ['wrong', next],
      [password, 'a third good one'],
    ] as const) {
      await expect(accounts.changePassword('ada', current, wanted)).rejects.toMatchObject({
        code: 'invalid_credentials',
      });
    }
    now += 11 * 60_000;
    await expect(accounts.changePassword('ada', password, next)).rejects.toMatchObject({
      code: 'invalid_credentials',
    });
    expect(await accounts.authenticate('ada', next)).toMatchObject({ username: 'ada' });
  });

  test('lets one of two changes of a password through', async () => {
    await accounts.create('ada', password);
    const changes = ['first new one', 'second new one'].map((next) =>
      accounts.changePassword('ada', password, next),
    );
    const results = await Promise.allSettled(changes);
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
    expect(results.find((result) => result.status === 'rejected')).toMatchObject({
      reason: { code: 'account_changed' },
    });
  });

  test('refuses passwords that guessers try first, and the username', async () => {
    const made = ['ada-lovelace', 'Ada-Lovelace1!', '12ADA-lovelace34', 'latchkey', 'Latchkey2026'];
    for (const weak of ['password1', 'Password1', 'iloveyou1', ...made]) {
      await expect(accounts.create('Ada-Lovelace', weak)).rejects.toMatchObject({ code: 'weak_password' });
    }
    expect(await accounts.find('Ada-Lovelace')).toBeNull();
    await accounts.create('ada', 'ada has a lovely password');
  });

  test('refuses a guessable new password before it looks at the current one, which is work', async () => {
    await accounts.create('ada', password);
    await expect(accounts.changePassword('ada', 'wrong', 'password1')).rejects.toMatchObject({
      code: 'weak_password',
    });
    await expect(accounts.setPassword('ada', 'password1')).rejects.toMatchObject({ code: 'weak_password' });
  });

  test('lets the operator set a password, and says when there is no such user', async () => {
    await accounts.create('ada', password);
    await accounts.setPassword('ada', 'set by operator');
    expect(await accounts.authenticate('ada', 'set by operator')).toMatchObject({ username: 'ada' });
    await expect(accounts.setPassword('eve', 'set by operator')).rejects.toMatchObject({ code: 'not_found' });
  });

  test('removes an account once, and never that of who has taken its name since', async () => {
    const first = await accounts.create('ada', password);
    await accounts.remove(first);
    expect(await accounts.find('ada')).toBeNull();
    await expect(accounts.authenticate('ada', password)).rejects.toMatchObject({
      code: 'invalid_credentials',
    });
    const names = ['Ada', 'ADA'].map((name) => accounts.create(name, password));
    const taken = (await Promise.allSettled(names)).filter(({ status }) => status === 'fulfilled');
    expect(taken).toHaveLength(1);
    await accounts.remove(first);
    expect(await accounts.find('ada')).not.toBeNull();
  });

  test('removes nothing that was changed at the same moment', async () => {
    const user = await accounts.create('ada', password);
    const { compareAndSet } = store;
    store.compareAndSet = async (...args) => {
      store.compareAndSet = compareAndSet;
      await accounts.setPassword('ada', 'set by operator');
      return compareAndSet(...args);
    };
    await expect(accounts.remove(user)).rejects.toMatchObject({ code: 'account_changed' });
    expect(await accounts.authenticate('ada', 'set by operator')).toMatchObject({ id: user.id });
  });

  test('refuses what waits behind a burst, and then goes on as before', async () => {
    await accounts.create('ada', password);
    const cheap = await hashPassword(password, cheapest);
    const user = (await accounts.find('ada')) as UserRecord;
    await store.put(key('account', 'ada'), { ...user, password: cheap }, null);
    const burst = Array.from({ length: 250 }, () => accounts.authenticate('ada', 'wrong password'));
    const reasons = (await Promise.allSettled(burst)).map(
      (result) => result.status === 'rejected' && result.reason.code,
    );
    expect(reasons.filter((code) => code === 'rate_limited')).toHaveLength(48);
    expect(await accounts.authenticate('ada', password)).toMatchObject({ username: 'ada' });
  });
});

describe('usernames', () => {
  test.each(['ada', 'Ada.Lovelace', 'ada@example.org', 'ада', '李小龙', 'user+tag', '007'])(
    'takes %s',
    (name) => {
      expect(v.safeParse(usernameSchema, name).success).toBe(true);
    },
  );

  test.each([
    'ab',
    '',
    ' ',
    'a b c',
    '.ada',
    'ada\n',
    'ada\u200b',
    'ada\u3164',
    'ada\u115f',
    'ada\uffa0',
    'ada\ufe0f',
    'ada\u034f',
    'ada\u17b4',
    'ada\u180b',
    'x'.repeat(65),
    'a\u0000da',
    '<ada>',
    'ada/../x',
    42,
    null,
  ])('refuses %j', (name) => {
    // A line break at the end is white space, which is trimmed like any other.
    const trimmed = typeof name === 'string' && name.trim() !== name && name.trim() !== '';
    expect(v.safeParse(usernameSchema, name).success).toBe(trimmed);
  });

  test('compare the same, however often they are brought into form', () => {
    const isStable = (name: string) => {
      const once = accountName(name);
      return accountName(once) === once && accountName(name.normalize('NFD')) === once;
    };
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), isStable));
    const points = Array.from({ length: 0x20000 }, (_, point) => String.fromCodePoint(point));
    const letters = points.filter((letter) => /\p{L}/u.test(letter));
    expect(letters.filter((letter) => !isStable(letter))).toEqual([]);
    expect(accountName('STRASSE')).toBe(accountName('straße'));
    expect(accountName('ΟΔΟΣ')).toBe(accountName('οδος'));
  });
});

describe('new passwords', () => {
  test('count characters, and are the same however the keyboard composes them', () => {
    expect(v.safeParse(newPasswordSchema, '👩‍🚀'.repeat(2)).success).toBe(false);
    expect(v.safeParse(newPasswordSchema, '𝄞'.repeat(8)).success).toBe(true);
    expect(v.safeParse(newPasswordSchema, '𝄞'.repeat(128)).success).toBe(true);
    expect(v.safeParse(newPasswordSchema, 'x'.repeat(129)).success).toBe(false);
    expect(v.parse(newPasswordSchema, 'cafe\u0301 au lait')).toBe('café au lait');
  });
});

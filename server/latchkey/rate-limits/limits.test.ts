import { beforeEach, describe, expect, test } from 'vitest';
import { Problem } from '../errors/problem.ts';
import { openStorage } from '../storage/open.ts';
import type { Store } from '../storage/store.ts';
import { systemClock } from '../time/time.ts';
import { createKnownDevices } from './known-devices.ts';
import { createRateLimits, type RateLimits } from './limits.ts';
import {
  codeOf,
  elsewhere,
  openOptions,
  owner,
  right,
  thief,
  triesAllowed,
  wrong,
} from './testing/attempts.ts';

describe('on one server', () => {
  let store: Store;
  let rateLimits: RateLimits;

  beforeEach(async () => {
    ({ store } = await openStorage('memory:', openOptions));
    const known = createKnownDevices(store, systemClock);
    rateLimits = createRateLimits({ backend: { type: 'memory' }, known, scale: 1 });
  });

  test('lets a stranger guess ten times, then says when to come back', async () => {
    expect(await triesAllowed(rateLimits, thief, 15)).toBe(10);
    const refusal = await rateLimits.limitPasswordAttempt(thief, right).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: 'rate_limited' });
    const { retryAfterMs } = (refusal as Problem).options;
    expect(retryAfterMs).toBeGreaterThan(800_000);
    expect(retryAfterMs).toBeLessThanOrEqual(900_000);
  });

  test('counts a burst of guesses at once as it counts them one by one', async () => {
    const codes = await Promise.all(
      Array.from({ length: 40 }, () => codeOf(rateLimits.limitPasswordAttempt(thief, wrong))),
    );
    expect(codes.filter((code) => code === 'invalid_credentials')).toHaveLength(10);
  });

  test('takes another device of the same IPv6 customer for the same stranger', async () => {
    const from = (address: string) => ({ ...thief, address });
    await triesAllowed(rateLimits, from('2001:db8::1'), 10);
    expect(await codeOf(rateLimits.limitPasswordAttempt(from('2001:db8::2'), right))).toBe('rate_limited');
    expect(await codeOf(rateLimits.limitPasswordAttempt(from('2001:db8:0:1::2'), right))).toBe('ok');
  });

  test('never counts a right password', async () => {
    for (let n = 0; n < 200; n += 1)
      expect(await codeOf(rateLimits.limitPasswordAttempt(owner, right))).toBe('ok');
    expect(await triesAllowed(rateLimits, owner, 15)).toBe(10);
  });

  test('never counts a failure that is not the guess', async () => {
    const outage = async () => {
      throw new Problem('storage_unavailable');
    };
    for (let n = 0; n < 50; n += 1) {
      expect(await codeOf(rateLimits.limitPasswordAttempt(owner, outage))).toBe('storage_unavailable');
    }
    expect(await codeOf(rateLimits.limitPasswordAttempt(owner, right))).toBe('ok');
  });

  test('stops one address that tries many accounts', async () => {
    let allowed = 0;
    for (let n = 0; n < 80; n += 1) {
      const code = await codeOf(rateLimits.limitPasswordAttempt({ ...thief, account: `user-${n}` }, wrong));
      if (code === 'invalid_credentials') allowed += 1;
    }
    expect(allowed).toBe(50);
  });

  test('takes nothing for a guess that another limit has refused', async () => {
    // These accounts take no more from strangers; trying them costs an address nothing of what it may try elsewhere.
    for (const account of ['ada', 'bea', 'cy', 'dan', 'eve', 'flo']) {
      for (let n = 0; n < 100; n += 1)
        await codeOf(rateLimits.limitPasswordAttempt({ ...elsewhere(n), account }, wrong));
      for (let n = 0; n < 10; n += 1) {
        expect(await codeOf(rateLimits.limitPasswordAttempt({ ...thief, account }, right))).toBe(
          'rate_limited',
        );
      }
    }
    expect(await codeOf(rateLimits.limitPasswordAttempt({ ...thief, account: 'bob' }, right))).toBe('ok');
  });

  test('stops a botnet at one account', async () => {
    let allowed = 0;
    for (let n = 0; n < 130; n += 1) {
      if ((await codeOf(rateLimits.limitPasswordAttempt(elsewhere(n), wrong))) === 'invalid_credentials')
        allowed += 1;
    }
    expect(allowed).toBe(100);
  });

  test('lets the owner in from a known device or a known address, while a botnet is at it', async () => {
    await rateLimits.limitPasswordAttempt(owner, right);
    for (let n = 0; n < 130; n += 1) await codeOf(rateLimits.limitPasswordAttempt(elsewhere(n), wrong));
    expect(await codeOf(rateLimits.limitPasswordAttempt({ ...owner, address: '192.0.2.77' }, right))).toBe(
      'ok',
    );
    expect(await codeOf(rateLimits.limitPasswordAttempt({ ...owner, device: 'another-key' }, right))).toBe(
      'ok',
    );
    expect(await codeOf(rateLimits.limitPasswordAttempt(elsewhere(131), right))).toBe('rate_limited');
  });

  test('lets the owner in on a known device while somebody behind the same address guesses', async () => {
    await rateLimits.limitPasswordAttempt(owner, right);
    await triesAllowed(rateLimits, { ...thief, address: owner.address }, 20);
    for (let n = 0; n < 60; n += 1) {
      await codeOf(
        rateLimits.limitPasswordAttempt({ ...thief, address: owner.address, account: `user-${n}` }, wrong),
      );
    }
    expect(await codeOf(rateLimits.limitPasswordAttempt(owner, right))).toBe('ok');
  });

  test('knows the device that registered the account', async () => {
    await rateLimits.limitRegistration(owner, right);
    for (let n = 0; n < 130; n += 1) await codeOf(rateLimits.limitPasswordAttempt(elsewhere(n), wrong));
    expect(await codeOf(rateLimits.limitPasswordAttempt({ ...owner, address: '192.0.2.77' }, right))).toBe(
      'ok',
    );
  });

  test('counts the guesses of a known device too', async () => {
    await rateLimits.limitPasswordAttempt(owner, right);
    expect(await triesAllowed(rateLimits, owner, 15)).toBe(10);
  });

  test('counts wrong current passwords by session', async () => {
    const from = (sessionId: string) => ({ sessionId, address: '192.0.2.1' });
    for (let n = 0; n < 10; n += 1) await codeOf(rateLimits.limitReauthentication(from('session-a'), wrong));
    expect(await codeOf(rateLimits.limitReauthentication(from('session-a'), right))).toBe('rate_limited');
    expect(await codeOf(rateLimits.limitReauthentication(from('session-b'), right))).toBe('ok');
  });

  test('counts the checks of people who are signed in with the sign-ins, right or wrong', async () => {
    const from = (n: number, address: string) => ({ sessionId: `session-${n}`, address });
    for (let n = 0; n < 15; n += 1) {
      expect(await codeOf(rateLimits.consumeSignIn('192.0.2.1'))).toBe('ok');
      expect(await codeOf(rateLimits.limitReauthentication(from(n, '192.0.2.1'), right))).toBe('ok');
    }
    expect(await codeOf(rateLimits.limitReauthentication(from(99, '192.0.2.1'), right))).toBe('rate_limited');
    expect(await codeOf(rateLimits.consumeSignIn('192.0.2.1'))).toBe('rate_limited');
    expect(await codeOf(rateLimits.limitReauthentication(from(99, '192.0.2.2'), right))).toBe('ok');
  });

  test('bounds challenges, registrations and refused refreshes by address', async () => {
    const count = async (ask: () => Promise<unknown>) => {
      let granted = 0;
      for (let n = 0; n < 100; n += 1) if ((await codeOf(ask())) === 'ok') granted += 1;
      return granted;
    };
    expect(await count(() => rateLimits.consumeChallenge('192.0.2.1'))).toBe(30);
    expect(await count(() => rateLimits.limitRegistration(owner, right))).toBe(20);
    expect(await count(() => rateLimits.consumeRefusal('192.0.2.1'))).toBe(20);
    expect(await codeOf(rateLimits.limitRegistration({ ...owner, address: '192.0.2.2' }, right))).toBe('ok');
  });

  test('scales every limit', async () => {
    const known = createKnownDevices(store, systemClock);
    const wide = createRateLimits({ backend: { type: 'memory' }, known, scale: 3 });
    expect(await triesAllowed(wide, thief, 40)).toBe(30);
  });
});

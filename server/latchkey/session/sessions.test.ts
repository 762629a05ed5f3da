import { beforeEach, describe, expect, test } from 'vitest';
import { openStorage } from '../storage/open.ts';
import { singleProcess } from '../storage/single-process.ts';
import type { Store } from '../storage/store.ts';
import { type Millis, millis, systemClock } from '../time/time.ts';
import { thumbprint, type UserId, userId, userSessionsKey } from './record.ts';
import { createSessionCache } from './session-cache.ts';
import { createSessions, MOST_SESSIONS } from './sessions.ts';

const DAY = 86_400_000;
const uid: UserId = userId('u1');

describe('the sessions of a user', () => {
  let store: Store;
  let now: Millis;

  beforeEach(async () => {
    now = millis(1_800_000_000_000);
    ({ store } = await openStorage('memory:', { clock: systemClock, monotonic: () => performance.now() }));
  });

  /** One server, whose clock may be off. */
  function server(aheadMs = 0, clockTrusted = () => true) {
    const sessionCache = createSessionCache(store, singleProcess);
    const clock = () => millis(now + aheadMs);
    const lifetimes = { idleMs: millis(15 * DAY), absoluteMs: millis(90 * DAY) };
    return createSessions({
      store,
      sessionCache,
      clock,
      random: () => crypto.randomUUID(),
      lifetimes,
      clockTrusted,
    });
  }
  const start = (sessions: ReturnType<typeof server>) =>
    sessions.start({ uid, username: 'ada', jkt: thumbprint('key'), label: 'test' });

  test('are not taken off the list for their age by a server that does not believe its clock', async () => {
    const [right, ahead] = [server(), server(200 * DAY, () => false)];
    const { sid } = await start(right);
    expect(await ahead.list(uid)).toEqual([]);
    expect((await right.list(uid)).map((record) => record.sid)).toEqual([sid]);
  });

  test('stay on the list of a server whose clock has not come to their end, whatever another one saw', async () => {
    const [right, ahead] = [server(), server(2_000)];
    const { sid } = await start(right);
    now = millis(now + 15 * DAY - 1_000);
    expect(await ahead.list(uid)).toEqual([]);
    expect((await right.list(uid)).map((record) => record.sid)).toEqual([sid]);
    expect((await ahead.endAll(uid, 'password')).map((record) => record.sid)).toEqual([sid]);
    expect((await right.read(sid))?.status).toBe('password');
  });

  test('are off the list, and out of its storage, when they have ended', async () => {
    const sessions = server();
    for (let n = 0; n < 5; n += 1) await sessions.end((await start(sessions)).sid, 'logout');
    expect(await store.members(userSessionsKey(uid))).toEqual([]);
  });

  test('end all at once for everybody, on every server, whatever the clocks say; those after it live', async () => {
    const [one, other] = [server(), server(60 * 60_000)];
    const sessions = [await start(one), await start(other)];
    for (const { sid } of sessions) expect((await other.read(sid))?.status).toBe('active');
    await one.endEverybodys();
    const third = server();
    for (const { sid } of sessions) {
      for (const where of [one, third]) expect((await where.read(sid))?.status).toBe('admin');
      const seen = await third.read(sid);
      const refreshed =
        seen &&
        (await third.refresh(seen, { gen: seen.gen, jkt: seen.jkt, receiptGen: null, provedAt: now }));
      expect(refreshed?.outcome).toEqual({ type: 'dead', reason: 'admin' });
    }
    expect(await one.list(uid)).toEqual([]);
    expect(await one.endAll(uid, 'logout')).toEqual([]);

    const { sid } = await start(one);
    expect((await one.list(uid)).map((record) => record.sid)).toEqual([sid]);
    expect((await third.read(sid))?.status).toBe('active');
  });

  test('go on ending when the list of them cannot be written', async () => {
    const sessions = server();
    const { sid } = await start(sessions);
    store.removeMember = () => Promise.reject(new Error('away'));
    expect((await sessions.end(sid, 'logout')).outcome.type).toBe('ended');
    expect((await sessions.read(sid))?.status).toBe('logout');
  });

  test('are so many at most: the longest unused makes room for a new one', async () => {
    const one = server();
    for (let n = 0; n < MOST_SESSIONS; n += 1) {
      now = millis(now + 1_000);
      expect(await one.endSurplus(await start(one))).toEqual([]);
    }
    const [first, second] = (await one.list(uid)).reverse();
    if (first === undefined || second === undefined) throw new Error('there are sessions');
    now = millis(now + 1_000);
    const used = { gen: first.gen, jkt: first.jkt, receiptGen: null, provedAt: now };
    expect((await one.refresh(first, used)).outcome.type).toBe('rotated');
    const newest = await start(one);
    expect((await one.endSurplus(newest)).map(({ sid }) => sid)).toEqual([second.sid]);
    expect(await one.list(uid)).toHaveLength(MOST_SESSIONS);
  });

  test('end all at once', async () => {
    const one = server();
    for (let n = 0; n < MOST_SESSIONS; n += 1) await start(one);
    expect(await one.endAll(uid, 'password')).toHaveLength(MOST_SESSIONS);
    expect(await one.list(uid)).toEqual([]);
    expect(await store.members(userSessionsKey(uid))).toEqual([]);
  });
});

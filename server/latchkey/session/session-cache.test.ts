import { beforeEach, describe, expect, test } from 'vitest';
import type { CacheInvalidation, InvalidationListener } from '../storage/cache-invalidation.ts';
import { openStorage } from '../storage/open.ts';
import type { Store } from '../storage/store.ts';
import { millis, systemClock } from '../time/time.ts';
import { beginEpoch } from './epoch.ts';
import { type SessionRecord, sessionKey } from './record.ts';
import { createSessionCache, type SessionCache } from './session-cache.ts';
import { aSession } from './testing/a-session.ts';

describe('what a server remembers of a session', () => {
  const active = aSession();
  const { sid } = active;
  const ended: SessionRecord = { ...active, status: 'logout' };
  let store: Store;
  let sessionCache: SessionCache;
  let trusted: boolean;
  /** What is found out by being asked for trust, as SQLite's change counter is. */
  let onTrust: () => void;
  /** Another server has ended the session, or may have ended any. */
  let announce: InvalidationListener;

  beforeEach(async () => {
    ({ store } = await openStorage('memory:', { clock: systemClock, monotonic: () => performance.now() }));
    trusted = true;
    onTrust = () => {};
    const invalidation: CacheInvalidation = {
      trusted: () => {
        onTrust();
        return trusted;
      },
      onInvalidate: (listener) => {
        announce = listener;
      },
    };
    sessionCache = createSessionCache(store, invalidation);
    await put(active);
    await sessionCache.epoch();
  });

  const put = (record: SessionRecord) => store.put(sessionKey(sid), record, millis(Number.MAX_SAFE_INTEGER));

  /** Something under way of which the storage's answer is late. */
  function late<T>(value: T) {
    const { promise, resolve } = Promise.withResolvers<T>();
    return { answer: () => promise, arrive: () => resolve(value) };
  }

  test('is what it last read or wrote, for as long as that may be believed', async () => {
    await sessionCache.read(sid);
    expect(sessionCache.getCached(sid)).toEqual(active);
    await sessionCache.writeThrough(sid, async () => ended);
    expect(sessionCache.getCached(sid)).toEqual(ended);
    trusted = false;
    expect(sessionCache.getCached(sid)).toBeUndefined();
  });

  test('is nothing of a change that was lost, or that may or may not have happened', async () => {
    await sessionCache.read(sid);
    await sessionCache.writeThrough(sid, async () => null);
    expect(sessionCache.getCached(sid)).toEqual(active);
    await expect(sessionCache.writeThrough(sid, () => Promise.reject(new Error('cut off')))).rejects.toThrow(
      'cut off',
    );
    expect(sessionCache.getCached(sid)).toBeUndefined();
  });

  test.each([sid, null])(
    'is not a change of its own whose answer comes after the announcement of %j',
    async (of) => {
      const mine = late(active);
      const change = sessionCache.writeThrough(sid, mine.answer);
      announce(of);
      mine.arrive();
      await change;
      expect(sessionCache.getCached(sid)).toBeUndefined();
    },
  );

  test.each([sid, null])('is not a look whose answer comes after the announcement of %j', async (of) => {
    const { answer, arrive } = late(active);
    store.get = answer as unknown as Store['get'];
    const look = sessionCache.read(sid);
    announce(of);
    arrive();
    await look;
    expect(sessionCache.getCached(sid)).toBeUndefined();
  });

  test('is nothing once every session has ended, also where a look at the epoch before is late', async () => {
    await sessionCache.read(sid);
    expect(sessionCache.getCached(sid)).toEqual(active);
    const get = store.get;
    const { answer, arrive } = late(null);
    announce('*');
    store.get = answer as unknown as Store['get'];
    const look = sessionCache.epoch();
    store.get = get;
    await beginEpoch(store);
    announce('*');
    arrive();
    await look;
    expect((await sessionCache.read(sid))?.status).toBe('admin');
    expect(sessionCache.getCached(sid)?.status).toBe('admin');
  });

  test('is its own change rather than a look that began before it', async () => {
    const { answer, arrive } = late(active);
    store.get = answer as unknown as Store['get'];
    const look = sessionCache.read(sid);
    await sessionCache.writeThrough(sid, async () => ended);
    arrive();
    await look;
    expect(sessionCache.getCached(sid)).toEqual(ended);
  });

  test('is the later of two changes of its own', async () => {
    const [first, second] = [late(active), late(ended)];
    const changes = [
      sessionCache.writeThrough(sid, first.answer),
      sessionCache.writeThrough(sid, second.answer),
    ];
    first.arrive();
    second.arrive();
    await Promise.all(changes);
    expect(sessionCache.getCached(sid)).toEqual(ended);
  });

  test('goes on where being asked for trust is what makes everything be asked for anew', async () => {
    onTrust = () => announce(null);
    expect(await sessionCache.epoch()).toBe(0);
    expect(await sessionCache.read(sid)).toEqual(active);
  });
});

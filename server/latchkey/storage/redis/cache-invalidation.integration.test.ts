import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../time/time.ts';
import type { OpenStorage } from '../driver.ts';
import { key } from '../key.ts';
import { openStorage } from '../open.ts';
import { type Link, startLink } from '../testing/link.ts';
import { type RedisServer, redisMissing, startRedis } from '../testing/redis-server.ts';

const missing = redisMissing();
/** A connection is given up after two seconds of silence; a busy machine may take a few times as long. */
const patience = { timeout: 20_000 };
const COMMANDS = 0;
/** Another one was tried at the start and closed. */
const SUBSCRIPTION = 2;

describe.skipIf(missing !== null)(missing ?? 'a connection to Redis that goes silent', () => {
  let redis: RedisServer;
  let link: Link;
  let here: OpenStorage;
  let elsewhere: OpenStorage;
  let heard: (string | null)[];

  const open = (port: number) =>
    openStorage(`redis://127.0.0.1:${port}`, { clock: systemClock, monotonic: () => performance.now() });
  const answers = () =>
    here.store.put(key('trial'), {}, null).then(
      () => true,
      () => false,
    );
  /** Ends a session on another server and waits until this one has heard of it. */
  const hears = async () => {
    const id = randomUUID();
    await elsewhere.store.compareAndSet(key('session', id), null, { id }, { expiresAt: null, publish: id });
    await expect.poll(() => heard.includes(id), patience).toBe(true);
  };

  beforeAll(async () => {
    redis = await startRedis();
    elsewhere = await open(redis.port);
  });
  afterAll(async () => {
    await elsewhere.store.close();
    await redis.stop();
  });
  beforeEach(async () => {
    link = await startLink(redis.port);
    here = await open(link.port);
    heard = [];
    here.invalidation.onInvalidate((id) => void heard.push(id));
    await expect.poll(() => here.invalidation.trusted(), patience).toBe(true);
  });
  afterEach(async () => {
    await here.store.close();
    await link.close();
  });

  test.each([
    ['both connections', undefined],
    ['the one of the commands', COMMANDS],
    ['the one of the announcements', SUBSCRIPTION],
  ])('%s: it is given up, and the storage is asked and believed again', async (_, nth) => {
    link.silence(nth);
    await expect.poll(() => here.invalidation.trusted(), patience).toBe(false);
    await expect.poll(() => here.invalidation.trusted(), patience).toBe(true);
    await expect.poll(answers, patience).toBe(true);
    await hears();
  });
});

import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { CacheInvalidation } from '../cache-invalidation.ts';
import { BEAT_MS, createLease } from '../lease.ts';
import { CHANNEL, PREFIX } from './driver.ts';
import { keepConnecting } from './keep-connecting.ts';

/**
 * So many beats (two seconds) without an answer and the connection is given up: one whose other end has vanished
 * is never told so. Beats are counted, not seconds, so that a process that was held up itself blames nobody.
 */
const SILENT_BEATS = 8;

/**
 * Ends that other servers announce, heard on a connection of its own. Redis delivers one connection's messages in
 * order; pub/sub delivers at most once and says nothing when it stops (redis/node-redis#2725).
 */
export function redisCacheInvalidation(
  redis: Redis,
  monotonic: () => number,
): { readonly invalidation: CacheInvalidation; close(): void } {
  const lease = createLease(monotonic);
  const beatChannel = `${PREFIX}:beat:${randomUUID()}`;
  // Subscribes by itself below: what ioredis does about it at a reconnection fails where nobody can catch it.
  const subscriber = redis.duplicate({ autoResubscribe: false });
  const commands = silence(redis);
  const announcements = silence(subscriber);

  subscriber.on('message', (channel, message) => {
    announcements.broken();
    if (channel === CHANNEL) lease.ended(message);
    else lease.renew(Number(message));
  });
  subscriber.on('ready', () => void subscriber.subscribe(CHANNEL, beatChannel).catch(() => {}));
  subscriber.on('close', lease.lose);
  // ioredis reconnects by itself; without a listener its error events would end the process.
  subscriber.on('error', () => {});
  const letGo = keepConnecting(subscriber);
  subscriber.connect().catch(() => {});

  const beat = setInterval(() => {
    commands.count();
    redis.publish(beatChannel, String(monotonic())).then(
      () => {
        commands.broken();
        announcements.count();
      },
      () => {},
    );
  }, BEAT_MS);
  beat.unref();

  return {
    invalidation: lease.invalidation,
    close() {
      clearInterval(beat);
      letGo();
      subscriber.disconnect();
    },
  };
}

/** Counts what a connection does not answer; when that is too much it connects anew. */
function silence(connection: Redis) {
  let beats = 0;
  const broken = () => {
    beats = 0;
  };
  connection.on('ready', broken);
  return {
    broken,
    count() {
      if (connection.status !== 'ready') return;
      beats += 1;
      if (beats <= SILENT_BEATS) return;
      broken();
      connection.disconnect(true);
    },
  };
}

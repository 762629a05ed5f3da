import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { type CacheInvalidation, type InvalidationListener, LEASE_MS } from '../cache-invalidation.ts';
import { CHANNEL, PREFIX } from './driver.ts';

const BEAT_MS = LEASE_MS / 4;
/**
 * So many beats (two seconds) without an answer and the connection is given up: one whose other end has vanished
 * is never told so. Beats are counted, not seconds, so that a process that was held up itself blames nobody.
 */
const SILENT_BEATS = 8;

/**
 * A lease on the announcements of ended sessions. Pub/sub delivers at most once and says nothing when it stops
 * (redis/node-redis#2725), so the process sends itself a beat through the same subscription: Redis delivers
 * one connection's messages in order, so a beat that comes back proves that every end announced before it was
 * sent has arrived. No beat for a lease: nothing remembered is believed. After a gap everything is forgotten
 * first, since what was announced in between is lost.
 */
export function redisCacheInvalidation(
  redis: Redis,
  monotonic: () => number,
): { readonly invalidation: CacheInvalidation; close(): void } {
  const beatChannel = `${PREFIX}:beat:${randomUUID()}`;
  // Subscribes by itself below: what ioredis does about it at a reconnection fails where nobody can catch it.
  const subscriber = redis.duplicate({ autoResubscribe: false });
  const listeners: InvalidationListener[] = [];
  let leaseUntil = Number.NEGATIVE_INFINITY;
  const commands = silence(redis);
  const announcements = silence(subscriber);

  const invalidate = (sessionId: string | null) => {
    for (const listener of listeners) listener(sessionId);
  };
  const renew = (sentAt: number) => {
    if (leaseUntil < monotonic()) invalidate(null);
    leaseUntil = sentAt + LEASE_MS;
  };

  subscriber.on('message', (channel, message) => {
    announcements.broken();
    if (channel === CHANNEL) invalidate(message);
    else renew(Number(message));
  });
  subscriber.on('ready', () => void subscriber.subscribe(CHANNEL, beatChannel).catch(() => {}));
  subscriber.on('close', () => {
    leaseUntil = Number.NEGATIVE_INFINITY;
  });
  // ioredis reconnects by itself; without a listener its error events would end the process.
  subscriber.on('error', () => {});
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
    invalidation: {
      trusted: () => monotonic() < leaseUntil,
      onInvalidate: (listener) => void listeners.push(listener),
    },
    close() {
      clearInterval(beat);
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

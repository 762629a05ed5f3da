import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { CHANNEL, PREFIX } from '../atomic/redis.ts';
import { type Coherence, type InvalidationListener, LEASE_MS } from './coherence.ts';

const BEAT_MS = LEASE_MS / 4;

/**
 * A lease on the announcements of ended sessions. Pub/sub delivers at most once and says nothing when it stops
 * (redis/node-redis#2725), so the process sends itself a beat through the same subscription: Redis delivers
 * one connection's messages in order, so a beat that comes back proves that every end announced before it was
 * sent has arrived. No beat for a lease: nothing remembered is believed. After a gap everything is forgotten
 * first, since what was announced in between is lost.
 */
export function redisCoherence(redis: Redis, monotonic: () => number): Coherence {
  const beatChannel = `${PREFIX}:beat:${randomUUID()}`;
  const subscriber = redis.duplicate({ enableOfflineQueue: true, maxRetriesPerRequest: null });
  const listeners: InvalidationListener[] = [];
  let leaseUntil = Number.NEGATIVE_INFINITY;

  const invalidate = (sessionId: string | null) => {
    for (const listener of listeners) listener(sessionId);
  };
  const renew = (sentAt: number) => {
    if (leaseUntil < monotonic()) invalidate(null);
    leaseUntil = sentAt + LEASE_MS;
  };

  subscriber.on('message', (channel, message) => {
    if (channel === CHANNEL) invalidate(message);
    else renew(Number(message));
  });
  subscriber.on('close', () => {
    leaseUntil = Number.NEGATIVE_INFINITY;
  });
  // ioredis reconnects by itself; without a listener its error events would end the process.
  subscriber.on('error', () => {});
  subscriber.subscribe(CHANNEL, beatChannel).catch(() => {});

  const beat = setInterval(() => {
    redis.publish(beatChannel, String(monotonic())).catch(() => {});
  }, BEAT_MS);
  beat.unref();

  return {
    trusted: () => monotonic() < leaseUntil,
    onInvalidate: (listener) => void listeners.push(listener),
    async close() {
      clearInterval(beat);
      subscriber.disconnect();
    },
  };
}

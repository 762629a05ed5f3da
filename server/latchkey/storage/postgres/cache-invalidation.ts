import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from 'pg';
import type { CacheInvalidation } from '../cache-invalidation.ts';
import { BEAT_MS, createLease } from '../lease.ts';
import { CHANNEL } from './driver.ts';

const RECONNECT_MS = 200;

/**
 * Ends that other servers announce, heard on a connection of its own. PostgreSQL delivers notifications in the order
 * of their commits (postgresql.org/docs/current/sql-notify.html), so the beat that this connection sends itself is
 * behind every end that was committed before. A beat that fails, or is not answered within the connection's
 * `query_timeout`, gives the connection up for a new one.
 * @param connection a new one, not connected yet
 */
export function postgresCacheInvalidation(
  connection: () => Client,
  monotonic: () => number,
): { readonly invalidation: CacheInvalidation; close(): Promise<void> } {
  const lease = createLease(monotonic);
  const beat = `latchkey_beat_${randomUUID().replaceAll('-', '')}`;
  const closing = new AbortController();

  async function listen(): Promise<void> {
    const client = connection();
    // Without a listener its error events would end the process; what is asked of it next fails by itself.
    client.on('error', () => {});
    client.on('end', lease.lose);
    client.on('notification', ({ channel, payload = '' }) => {
      if (channel === CHANNEL) lease.ended(payload);
      else lease.renew(Number(payload));
    });
    try {
      await client.connect();
      await client.query(`LISTEN ${CHANNEL}; LISTEN ${beat}`);
      for (;;) {
        await client.query('SELECT pg_notify($1, $2)', [beat, String(monotonic())]);
        await delay(BEAT_MS, undefined, { signal: closing.signal, ref: false });
      }
    } finally {
      lease.lose();
      // Not waited for: the other side may have vanished.
      client.end().catch(() => {});
    }
  }

  async function listenAgainAndAgain(): Promise<void> {
    while (!closing.signal.aborted) {
      await listen().catch(() => {});
      await delay(RECONNECT_MS, undefined, { signal: closing.signal, ref: false }).catch(() => {});
    }
  }

  const listening = listenAgainAndAgain();
  return {
    invalidation: lease.invalidation,
    close() {
      closing.abort();
      return listening;
    },
  };
}

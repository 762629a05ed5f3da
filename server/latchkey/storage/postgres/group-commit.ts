import pg, { type ClientBase, type Pool } from 'pg';
import type { Patience } from '../deadlines.ts';
import { type InGroup, inGroups } from '../in-groups.ts';
import { after, afterRounded } from './lifetime.ts';
import { TABLE } from './schema.ts';

/** What comes with every refresh; all else is written by itself. */
export type Write =
  | { readonly kind: 'claim'; readonly key: string; readonly lastsMs: number }
  | {
      readonly kind: 'replace';
      readonly key: string;
      readonly expected: string;
      readonly next: string;
      readonly lastsMs: number | null;
    };

/** Enough to share a commit, and few enough to be done long before a statement's time is up. */
const MOST = 100;

/**
 * A group waits so long for a row that somebody else holds. Long beside any statement of a server like this one, so
 * that two of them seldom fall back; short beside the two seconds of the whole, since all of the group wait and what is
 * tried by itself afterwards needs the rest.
 */
const LOCK_TIMEOUT_MS = 500;

/**
 * Both halves go through their keys in the order given, claims first: so do other servers, and nobody waits for
 * somebody who waits for them.
 */
const STATEMENT = `
  WITH claimed AS (
    INSERT INTO ${TABLE} AS stored (key, value, expires_at)
    SELECT key, '{}', ${after('lasts_ms')} FROM unnest($1::text[], $2::float8[]) AS claim (key, lasts_ms)
    ON CONFLICT (key) DO UPDATE SET expires_at = EXCLUDED.expires_at
    WHERE stored.expires_at <= clock_timestamp()
    RETURNING key
  ), replaced AS (
    UPDATE ${TABLE} AS stored SET value = next, expires_at = ${afterRounded('lasts_ms')}
    FROM unnest($3::text[], $4::text[], $5::text[], $6::float8[]) AS wanted (key, expected, next, lasts_ms)
    WHERE stored.key = wanted.key AND stored.value = expected
    RETURNING stored.key
  )
  SELECT key FROM claimed UNION ALL SELECT key FROM replaced`;

/**
 * Each key is looked up in the index, in the order given, whatever the planner thinks of a table that was small when
 * it was asked. It is asked once for each connection. Where a database is stricter by default, writes to different keys
 * fail for each other (40001), and none of them needs it: each looks at one row and holds it.
 */
const SETTINGS = `
  SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off; SET enable_bitmapscan = off;
  SET enable_hashjoin = off; SET enable_mergejoin = off; SET jit = off; SET lock_timeout = ${LOCK_TIMEOUT_MS};
  SET default_transaction_isolation = 'read committed'`;

/** Sets a new connection up for groups. Where that is refused all is written as it should be, only not as fast. */
export async function forGroups(client: ClientBase): Promise<void> {
  await client.query(SETTINGS).catch(() => {});
}

/**
 * Failures that are the same for each write of a group, or that do not tell what has become of it: the connection
 * (08, 40003), a database that is read only (25), rights (28, 42), resources (53), an operator or a time that is up
 * (57), the system below (58), a fault of the database (XX000;
 * postgresql.org/docs/current/errcodes-appendix.html).
 */
const OF_ALL = /^(?:08|25|28|42|53|57|58)|^(?:40003|XX000)$/;

/** Whether one write may have caused it, and the database has taken the whole group back. */
const ofOne = (cause: unknown) => cause instanceof pg.DatabaseError && !OF_ALL.test(cause.code ?? 'XX000');

/**
 * One statement, and one commit, for all claims and rotations of a turn of the event loop and for all that come while
 * the ones before are on their way: a commit is a write to the disk, and a statement of its own costs the server and
 * the database more than what it does.
 *
 * node-postgres answers when the database is ready for the next statement, which is after the commit. What one write
 * causes to fail has taken back all of them, so each is tried by itself then, and fails by itself, while the next
 * groups are under way. What fails for another reason, such as a lost connection, fails for all: it may have happened
 * all the same.
 *
 * @param groups connections set up by {@link forGroups}, one for each group under way
 * @param alone writes one by itself
 * @param patience how long a write is waited for in all
 * @returns what writes; true where the claim, or the comparison, has won
 */
export function groupCommit(
  groups: Pool,
  alone: (write: Write) => Promise<boolean>,
  patience: Patience,
): InGroup<Write, boolean> {
  async function together(writes: readonly Write[]): Promise<boolean[]> {
    const sorted = writes.toSorted((one, other) => (one.key < other.key ? -1 : 1));
    const claims = sorted.filter((write) => write.kind === 'claim');
    const replacements = sorted.filter((write) => write.kind === 'replace');
    const values = [
      claims.map(({ key }) => key),
      claims.map(({ lastsMs }) => lastsMs),
      replacements.map(({ key }) => key),
      replacements.map(({ expected }) => expected),
      replacements.map(({ next }) => next),
      replacements.map(({ lastsMs }) => lastsMs),
    ];
    const { rows } = await groups.query<[string]>({
      name: 'latchkey-group',
      text: STATEMENT,
      values,
      rowMode: 'array',
    });
    const written = new Set(rows.map(([key]) => key));
    return writes.map(({ key }) => written.has(key));
  }

  return inGroups({
    atOnce: groups.options.max,
    most: MOST,
    on: ({ key }) => key,
    patience,
    async carryOut(writes) {
      try {
        return await together(writes);
      } catch (cause) {
        if (!ofOne(cause)) throw cause;
        return writes.map(alone);
      }
    },
  });
}

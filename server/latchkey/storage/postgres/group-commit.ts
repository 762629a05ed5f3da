import type { ClientBase, Pool } from 'pg';
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
 * Both halves go through their keys in the order given, claims first: so do other servers, and nobody waits for somebody
 * who waits for them.
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
 * it was asked. It is asked once for each connection. A row that somebody else holds keeps the others of its group from
 * being written, so it is not waited for as long as by itself.
 */
const SETTINGS = `
  SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off; SET enable_bitmapscan = off;
  SET enable_hashjoin = off; SET enable_mergejoin = off; SET jit = off; SET lock_timeout = '500ms'`;

/** Sets a new connection up for groups. Where that is refused all is written as it should be, only not as fast. */
export async function forGroups(client: ClientBase): Promise<void> {
  await client.query(SETTINGS).catch(() => {});
}

/**
 * Failures that one write can cause, of which nothing has been written: a value or a key that is refused (22, 54, and
 * 21 for two keys that are the same in the database's encoding), a deadlock, a row that somebody else holds
 * (postgresql.org/docs/current/errcodes-appendix.html).
 */
const OF_ONE = /^(?:21|22|23|54)|^(?:40001|40P01|55P03)$/;

/**
 * One statement, and one commit, for all claims and rotations of a turn of the event loop and for all that come while
 * the ones before are on their way: a commit is a write to the disk, and a statement of its own costs the server and
 * the database more than what it does.
 *
 * node-postgres answers when the database is ready for the next statement, which is after the commit. What one write
 * causes to fail has taken back all of them, so each is tried by itself then, and fails by itself. What fails for
 * another reason, such as a lost connection, fails for all: it may have happened all the same.
 *
 * @param groups connections set up by {@link forGroups}, one for each group under way
 * @param alone writes one by itself
 * @returns what writes; true where the claim, or the comparison, has won
 */
export function groupCommit(
  groups: Pool,
  alone: (write: Write) => Promise<boolean>,
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
    async carryOut(writes) {
      const [only] = writes;
      if (only !== undefined && writes.length === 1) return [await alone(only)];
      try {
        return await together(writes);
      } catch (cause) {
        if (!OF_ONE.test(String((cause as { code?: unknown }).code))) throw cause;
        return writes.map(alone);
      }
    },
  });
}

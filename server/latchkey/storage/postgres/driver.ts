import type { Pool } from 'pg';
import type { Clock, Millis } from '../../time/time.ts';
import type { Patience } from '../deadlines.ts';
import type { StorageDriver } from '../driver.ts';
import { groupCommit, type Write } from './group-commit.ts';
import { after, afterRounded } from './lifetime.ts';
import { LIMITS, MEMBERS, TABLE } from './schema.ts';

/** Where session ends are announced to the other processes. */
export const CHANNEL = 'latchkey_ended';

/** Two clocks that are set by NTP are closer than this. */
export const CLOCKS_AGREE_MS = 600_000;

const INSERT = `
  INSERT INTO ${TABLE} (key, value, expires_at) VALUES ($1, $2, ${afterRounded('$3')})
  ON CONFLICT DO NOTHING RETURNING key`;
const REPLACE = `
  UPDATE ${TABLE} SET value = $2, expires_at = ${afterRounded('$3')} WHERE key = $1 AND value = $4 RETURNING key`;
const CLAIM = `
  INSERT INTO ${TABLE} AS stored (key, value, expires_at) VALUES ($1, '{}', ${after('$2')})
  ON CONFLICT (key) DO UPDATE SET expires_at = EXCLUDED.expires_at
  WHERE stored.expires_at <= clock_timestamp()`;

export interface PostgresDriverDeps {
  readonly pool: Pool;
  /** For what is written in groups, as many at a time as it has connections. */
  readonly groups: Pool;
  readonly clock: Clock;
  /** How long what is written in groups is waited for. */
  readonly patience: Patience;
}

/**
 * A driver of unstorage on node-postgres. unstorage's own for SQL (`db0`) has one connection that is never made again
 * once it is lost, no expiry and no batches.
 *
 * A record lasts for as long as the server means, by counting from the server's own clock: a point in time would be
 * taken by the clock of the database, and one that is ahead forgets a used proof while it can still be used again.
 */
export function postgresDriver({
  pool,
  groups,
  clock,
  patience,
}: PostgresDriverDeps): StorageDriver & { dispose(): Promise<void> } {
  /** Prepared by this name once for each connection. */
  const query = (name: string, text: string, values: readonly unknown[]) =>
    pool.query<Record<string, string>>({ name: `latchkey-${name}`, text, values: [...values] });
  const wrote = async (name: string, text: string, values: readonly unknown[]) =>
    (await query(name, text, values)).rowCount === 1;
  const msUntil = (expiresAt: Millis | null) => (expiresAt === null ? null : expiresAt - clock());
  const alone = (write: Write) =>
    write.kind === 'claim'
      ? wrote('claim', CLAIM, [write.key, write.lastsMs])
      : wrote('replace', REPLACE, [write.key, write.next, write.lastsMs, write.expected]);
  const commit = groupCommit(groups, alone, patience);

  return {
    name: 'postgres',
    async getItem(key) {
      const { rows } = await query('get', `SELECT value FROM ${TABLE} WHERE key = $1`, [key]);
      return rows[0]?.value ?? null;
    },
    async hasItem(key) {
      return wrote('has', `SELECT 1 FROM ${TABLE} WHERE key = $1`, [key]);
    },
    async getKeys(base) {
      const { rows } = await query('keys', `SELECT key FROM ${TABLE} WHERE starts_with(key, $1)`, [base]);
      return rows.map(({ key }) => String(key));
    },
    async getItems(items) {
      const keys = items.map(({ key }) => key);
      const { rows } = await query('many', `SELECT key, value FROM ${TABLE} WHERE key = ANY ($1)`, [keys]);
      const found = new Map(rows.map(({ key, value }) => [key, value]));
      return keys.map((key) => ({ key, value: found.get(key) ?? null }));
    },
    async setItem(key, value, { expiresAt }) {
      await query(
        'put',
        `INSERT INTO ${TABLE} (key, value, expires_at) VALUES ($1, $2, ${after('$3')})
         ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value, expires_at = EXCLUDED.expires_at`,
        [key, value, msUntil(expiresAt)],
      );
    },
    async removeItem(key) {
      await query('remove', `DELETE FROM ${TABLE} WHERE key = $1`, [key]);
    },
    compareAndSet(key, expected, next, { expiresAt, publish }) {
      const lastsMs = msUntil(expiresAt);
      if (expected !== null && publish === undefined)
        return commit({ kind: 'replace', key, expected, next, lastsMs });
      const values = [key, next, lastsMs];
      const write = expected === null ? INSERT : REPLACE;
      const name = expected === null ? 'insert' : 'replace';
      if (expected !== null) values.push(expected);
      if (publish === undefined) return wrote(name, write, values);
      // Announced by the commit that writes it, and not at all without one.
      values.push(publish);
      const announced = `WITH written AS (${write}) SELECT pg_notify('${CHANNEL}', $${values.length}) FROM written`;
      return wrote(`${name}-announced`, announced, values);
    },
    claim: (key, expiresAt) => commit({ kind: 'claim', key, lastsMs: expiresAt - clock() }),
    async addMember(key, member) {
      await query('add', `INSERT INTO ${MEMBERS} (key, member) VALUES ($1, $2) ON CONFLICT DO NOTHING`, [
        key,
        member,
      ]);
    },
    async removeMember(key, member) {
      await query('drop', `DELETE FROM ${MEMBERS} WHERE key = $1 AND member = $2`, [key, member]);
    },
    async members(key) {
      const { rows } = await query('members', `SELECT member FROM ${MEMBERS} WHERE key = $1`, [key]);
      return rows.map(({ member }) => String(member));
    },
    async sweep() {
      await query('sweep-limits', `DELETE FROM ${LIMITS} WHERE expire < $1`, [clock()]);
      const { rowCount } = await query(
        'sweep',
        // By two clocks that agree: the database's own may be what is wrong.
        `DELETE FROM ${TABLE} WHERE expires_at <= clock_timestamp()
         AND abs(extract(epoch FROM clock_timestamp()) * 1000 - $1::float8) < ${CLOCKS_AGREE_MS}`,
        [clock()],
      );
      return rowCount ?? 0;
    },
    /** Leaves the connections to whoever has made them; what was taken on before is answered. */
    dispose: commit.drained,
  };
}

import type { ClientBase } from 'pg';
import { FORMAT_KEY, type FormatStep, formatText, stepsFrom } from '../format.ts';

export const TABLE = 'latchkey';
export const MEMBERS = `${TABLE}_members`;
/** As rate-limiter-flexible wants it. */
export const LIMITS = `${TABLE}_limits`;

/** Any number, so long as every server takes the same one: "latchkey" as a telephone would dial it. */
const LOCK = 52824539;

/**
 * Room is left on each page, so that a rotation is written beside the record that it replaces and no index is touched
 * (postgresql.org/docs/current/storage-hot.html).
 */
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS ${TABLE} (
    key text PRIMARY KEY, value text NOT NULL, expires_at timestamptz
  ) WITH (fillfactor = 70);
  CREATE INDEX IF NOT EXISTS ${TABLE}_expiry ON ${TABLE} (expires_at) WHERE expires_at IS NOT NULL;
  CREATE TABLE IF NOT EXISTS ${MEMBERS} (key text, member text, PRIMARY KEY (key, member));
  CREATE TABLE IF NOT EXISTS ${LIMITS} (key varchar(255) PRIMARY KEY, points integer NOT NULL DEFAULT 0, expire bigint);
`;

/** The first release with PostgreSQL had format 2. */
const steps: readonly FormatStep<(client: ClientBase) => Promise<void>>[] = [];

/**
 * Makes the tables where there are none and moves an older format up, in one transaction that one server at a time
 * may be in. Nothing is created or altered where the format is this release's, so that a server may run with no more
 * rights than reading and writing rows.
 * @throws {StartError} when a newer release has written it
 */
export async function preparePostgres(client: ClientBase): Promise<void> {
  await client.query('BEGIN');
  try {
    await client.query('SELECT pg_advisory_xact_lock($1)', [LOCK]);
    const needed = stepsFrom(await storedFormat(client), steps);
    if (needed !== null) {
      await client.query(SCHEMA);
      for (const { run } of needed) await run(client);
      await client.query(
        `INSERT INTO ${TABLE} (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = $2`,
        [FORMAT_KEY, formatText],
      );
    }
    await client.query('COMMIT');
  } catch (cause) {
    await client.query('ROLLBACK').catch(() => {});
    throw cause;
  }
}

async function storedFormat(client: ClientBase): Promise<string | null> {
  const { rows: tables } = await client.query<{ found: string | null }>('SELECT to_regclass($1) AS found', [
    TABLE,
  ]);
  if (tables[0]?.found == null) return null;
  const { rows } = await client.query<{ value: string }>(`SELECT value FROM ${TABLE} WHERE key = $1`, [
    FORMAT_KEY,
  ]);
  return rows[0]?.value ?? null;
}

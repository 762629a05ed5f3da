import type { OpenOptions, OwnStorage, Store } from 'latchkey-server/storage';
import { openStorage } from 'latchkey-server/testing';
import pg from 'pg';

/** PostgreSQL, filled by a statement for thousands of new records, where one for each would take an hour. */
export interface PostgresInBulk {
  open(options: OpenOptions): Promise<OwnStorage>;
  /** Writes what was taken since the last call. */
  write(): Promise<void>;
  /** Does what PostgreSQL would do by itself some time later, and so in the middle of a measurement. */
  settle(): Promise<void>;
}

/** An end is rounded as the server rounds it. */
const RECORDS = `
  INSERT INTO latchkey (key, value, expires_at)
  SELECT key, value, date_trunc('minute', to_timestamp(ends / 1000)) + interval '1 minute'
  FROM unnest($1::text[], $2::text[], $3::float8[]) AS made (key, value, ends)`;
const MEMBERS = 'INSERT INTO latchkey_members (key, member) SELECT * FROM unnest($1::text[], $2::text[])';

export function postgresInBulk(url: string): PostgresInBulk {
  const client = new pg.Client({ connectionString: url });
  let records: { readonly key: string; readonly value: string; readonly ends: number | null }[] = [];
  let members: { readonly key: string; readonly member: string }[] = [];

  return {
    async open(options) {
      await client.connect();
      const { store, invalidation } = await openStorage(url, options);
      return {
        invalidation,
        shared: true,
        store: {
          ...store,
          get: remembering(store),
          async put(key, value, expiresAt) {
            records.push({ key, value: JSON.stringify(value), ends: expiresAt });
          },
          async addMember(key, member) {
            members.push({ key, member });
          },
        },
      };
    },
    async write() {
      const [made, joined] = [records, members];
      records = [];
      members = [];
      const { key: keys, value: values, ends } = columns(made, ['key', 'value', 'ends']);
      await client.query(RECORDS, [keys, values, ends]);
      const { key: sets, member } = columns(joined, ['key', 'member']);
      await client.query(MEMBERS, [sets, member]);
    },
    async settle() {
      await client.query('VACUUM ANALYZE');
      await client.query('CHECKPOINT');
      await client.end();
    },
  };
}

/** What is read again for each session does not change while they are made. */
function remembering(store: Store): Store['get'] {
  const read = new Map<string, Promise<unknown>>();
  return (key) => {
    const known = read.get(key) ?? store.get(key);
    read.set(key, known);
    return known as Promise<never>;
  };
}

/** The same by columns, as `unnest` takes it. */
function columns<T, K extends keyof T>(rows: readonly T[], names: readonly K[]): Record<K, unknown[]> {
  return Object.fromEntries(names.map((name) => [name, rows.map((row) => row[name])])) as Record<
    K,
    unknown[]
  >;
}

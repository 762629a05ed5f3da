import type { ClientBase } from 'pg';

/** What PostgreSQL is set to that may lose sessions, in words for the operator and with what to set. */
export async function doubtfulSettings(client: ClientBase): Promise<string[]> {
  const { rows } = await client.query<{ fsync: string; commit: string }>(
    `SELECT current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS commit`,
  );
  const doubts: string[] = [];
  if (rows[0]?.fsync === 'off') {
    doubts.push(
      'PostgreSQL does not wait for the disk (fsync off): a power cut may lose the whole database. Set fsync on.',
    );
  }
  if (rows[0]?.commit === 'off') {
    doubts.push(
      'PostgreSQL answers before a commit is on the disk (synchronous_commit off): when it stops, the latest accounts and sign-outs may be lost. Set synchronous_commit on.',
    );
  }
  return doubts;
}

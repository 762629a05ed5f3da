import type { ClientBase } from 'pg';
import type { Clock } from '../../time/time.ts';
import { CLOCKS_AGREE_MS } from './driver.ts';

/** What PostgreSQL is set to that may lose sessions, in words for the operator and with what to set. */
export async function doubtfulSettings(client: ClientBase, clock: Clock): Promise<string[]> {
  const { rows } = await client.query<{ fsync: string; commit: string; now: string }>(
    `SELECT current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS commit,
            extract(epoch FROM clock_timestamp()) * 1000 AS now`,
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
  if (Math.abs(Number(rows[0]?.now) - clock()) > CLOCKS_AGREE_MS) {
    doubts.push(
      "PostgreSQL's clock and this server's are more than ten minutes apart: as long as they are, nothing that has expired is removed. Set both by NTP.",
    );
  }
  return doubts;
}

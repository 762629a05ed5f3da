import { toRfc3339 } from 'latchkey-server/module';
import type { SessionRecord } from 'latchkey-server/operator';
import type { Command } from './command.ts';
import { findOwner } from './find-user.ts';
import { UsageError } from './usage-error.ts';

export const listSessions: Command = {
  usage: 'USERNAME | --id USER_ID [--json]',
  summary: 'shows where a user is signed in',
  positionals: { min: 0, max: 1 },
  options: { json: { type: 'boolean' }, id: { type: 'string' } },
  async run(workplace, { positionals: [username], values }) {
    if ((username === undefined) === (values.id === undefined)) throw new UsageError('Name one user.');
    const { accounts, sessions } = await workplace.operator.storage();
    const user = await findOwner(accounts, { username, id: values.id });
    const rows = (await sessions.list(user.id)).map(shown);
    if (values.json === true) return JSON.stringify(rows, null, 2);
    if (rows.length === 0) return `${user.username} is not signed in anywhere.`;
    return table(rows);
  },
};

function shown({ sid, label, createdAt, lastUsedAt, idleUntil }: SessionRecord) {
  return {
    session: sid as string,
    device: label,
    signed_in: toRfc3339(createdAt),
    last_used: toRfc3339(lastUsedAt),
    ends_unused: toRfc3339(idleUntil),
  };
}

function table(rows: readonly Readonly<Record<string, string>>[]): string {
  const columns = Object.keys(rows[0] ?? {});
  const width = (column: string) => Math.max(column.length, ...rows.map((row) => row[column]?.length ?? 0));
  const line = (cell: (column: string) => string) =>
    columns.map((name) => cell(name).padEnd(width(name))).join('  ');
  return [line((column) => column), ...rows.map((row) => line((column) => row[column] ?? ''))]
    .map((text) => text.trimEnd())
    .join('\n');
}

import type { Client } from '../../client/types.ts';
import type { AccountApi } from '../../ui/account-api.ts';
import { accepted } from '../../ui/answer.ts';

/** What the user takes home: the account, every note and every session, as the server has them. */
export interface CollectedData {
  readonly exportedAt: string;
  readonly user: { readonly username: string };
  readonly notes: readonly unknown[];
  readonly sessions: readonly unknown[];
}

export async function collectData(
  client: Pick<Client, 'fetch'>,
  api: AccountApi,
  now: Date,
): Promise<CollectedData> {
  const read = async (path: string) => (await accepted(await client.fetch(path))).json();
  const [user, { notes }, sessions] = await Promise.all([
    read('/api/me'),
    read('/api/notes'),
    api.sessions(),
  ]);
  return { exportedAt: now.toISOString(), user, notes, sessions };
}

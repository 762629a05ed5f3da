import { useMemo } from 'hono/jsx/dom';
import type { AccountClient, Client } from '../../client/types.ts';
import { createAccountApi } from '../../ui/account-api.ts';
import { DataSection } from './data-section.tsx';
import { SecuritySection } from './security-section.tsx';
import { SessionsSection } from './sessions-section.tsx';
import { useSessions } from './use-sessions.ts';

interface AccountSectionsProps {
  client: Client;
  account: AccountClient;
  username: string;
  offline: boolean;
}

/** What only a signed-in user sees. */
export function AccountSections({ client, account, username, offline }: AccountSectionsProps) {
  const api = useMemo(() => createAccountApi(client), [client]);
  const { sessions, reload } = useSessions(api, offline);
  return (
    <>
      <SessionsSection api={api} account={account} sessions={sessions} reload={reload} />
      <SecuritySection api={api} account={account} username={username} sessions={sessions} reload={reload} />
      <DataSection client={client} />
    </>
  );
}

import { useMemo } from 'hono/jsx/dom';
import { browser } from 'wxt/browser';
import { i18n } from '#i18n';
import type { AccountClient, Client } from '../../client/types.ts';
import { forgetWriter } from '../../notes-panel/forget-writer.ts';
import type { SignedInUser } from '../../protocol/session-state.ts';
import { createAccountApi } from '../../ui/account-api.ts';
import { DataSection } from './data-section.tsx';
import { DeleteAccount } from './delete-account.tsx';
import { Section } from './section.tsx';
import { SecuritySection } from './security-section.tsx';
import { SessionsSection } from './sessions-section.tsx';
import { useSessions } from './use-sessions.ts';

interface AccountSectionsProps {
  client: Client;
  account: AccountClient;
  user: SignedInUser;
  offline: boolean;
  /** Called when the account is no more and this browser has signed out. */
  onDeleted: () => void;
}

/** What only a signed-in user sees. */
export function AccountSections({ client, account, user, offline, onDeleted }: AccountSectionsProps) {
  const api = useMemo(() => createAccountApi(client), [client]);
  const { sessions, reload } = useSessions(api, offline);
  const remove = async (password: string) => {
    await api.deleteAccount(password);
    await forgetWriter(browser.storage.local, user.id);
    onDeleted();
    await account.signOut();
  };
  return (
    <>
      <SessionsSection api={api} account={account} sessions={sessions} reload={reload} />
      <SecuritySection
        api={api}
        account={account}
        username={user.username}
        sessions={sessions}
        reload={reload}
      />
      <DataSection client={client} />
      <Section id="deletion" heading={i18n.t('deletion.heading')} intro={i18n.t('deletion.intro')}>
        <DeleteAccount username={user.username} onDelete={remove} />
      </Section>
    </>
  );
}

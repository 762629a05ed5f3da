import { useMemo } from 'hono/jsx/dom';
import type { AccountClient } from 'latchkey/account';
import type { Client, SignedInUser } from 'latchkey/client';
import { i18n } from '#i18n';
import { createAccountApi } from '../../account/account-api.ts';
import { Section } from '../../account/controls/section.tsx';
import { DeleteAccount } from '../../account/security/delete-account.tsx';
import { DeleteAccountInTab } from '../../account/security/delete-account-in-tab.tsx';
import { SecuritySection } from '../../account/security/security-section.tsx';
import { SessionsSection } from '../../account/sessions/sessions-section.tsx';
import { useSessions } from '../../account/sessions/use-sessions.ts';
import { hasPassword, useAccountWays } from '../../account/ways/use-account-ways.ts';
import { DataSection } from '../../notes/settings/data-section.tsx';
import type { Farewell } from './use-farewell.ts';

interface AccountSectionsProps {
  client: Client;
  account: AccountClient;
  user: SignedInUser;
  offline: boolean;
  farewell: Farewell;
}

/** What only a signed-in user sees. */
export function AccountSections({ client, account, user, offline, farewell }: AccountSectionsProps) {
  const api = useMemo(() => createAccountApi(client), [client]);
  const { sessions, reload } = useSessions(api, offline);
  const { ways, reload: reloadWays } = useAccountWays(api, offline);
  const remove = async (password: string) => {
    await api.deleteAccount(password);
    await farewell.deleted(user.id);
    await account.signOut();
  };
  const removeInTab = async () => {
    await account.removeAccountInTab();
    farewell.askedInTab(user.id);
  };
  return (
    // One element for all: Hono takes several out of the page and puts them back when this is drawn again, and the focus
    // that is in one of them is lost.
    <div class="sections">
      <SessionsSection api={api} account={account} sessions={sessions} reload={reload} />
      <SecuritySection
        api={api}
        account={account}
        username={user.username}
        sessions={sessions}
        ways={ways}
        reloadWays={reloadWays}
        reload={reload}
      />
      <DataSection client={client} />
      <Section id="deletion" heading={i18n.t('deletion.heading')} intro={i18n.t('deletion.intro')}>
        {hasPassword(ways) ? <DeleteAccount username={user.username} onDelete={remove} /> : null}
        {ways.type === 'loaded' && !ways.value.password ? <DeleteAccountInTab onOpen={removeInTab} /> : null}
      </Section>
    </div>
  );
}

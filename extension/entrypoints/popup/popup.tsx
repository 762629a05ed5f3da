import type { AccountClient } from 'latchkey/account';
import type { Client } from 'latchkey/client';
import { i18n } from '#i18n';
import { useArrivalFocus } from '../../account/controls/use-arrival-focus.ts';
import { ServerPermissionNotice } from '../../account/doctor/server-permission-notice.tsx';
import { permission } from '../../account/server.ts';
import { useSession } from '../../account/sessions/use-session.ts';
import { SignIn } from '../../account/sign-in/sign-in.tsx';
import { UnknownSession } from '../../account/sign-in/unknown-session.tsx';
import { AccountCard } from './account-card.tsx';

interface PopupProps {
  client: Client;
  account: AccountClient;
  server: string;
}

export function Popup({ client, account, server }: PopupProps) {
  return (
    <>
      <p class="brand">
        <img src="/icon/32.png" width={20} height={20} alt="" />
        {i18n.t('extensionName')}
      </p>
      <ServerPermissionNotice permission={permission} />
      <Account client={client} account={account} server={server} />
    </>
  );
}

function Account({ client, account, server }: PopupProps) {
  const session = useSession(client);
  const heading = useArrivalFocus(session.status);
  switch (session.status) {
    case 'unknown':
      return <UnknownSession key="unknown" account={account} server={server} />;
    case 'signed-out':
      return <SignIn key="signed-out" account={account} session={session} server={server} />;
    case 'signed-in':
      return (
        <AccountCard key="signed-in" client={client} account={account} session={session} heading={heading} />
      );
  }
}

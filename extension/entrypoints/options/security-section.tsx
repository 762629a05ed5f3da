import { i18n } from '#i18n';
import type { AccountClient } from '../../client/types.ts';
import type { AccountApi } from '../../ui/account-api.ts';
import { DeniedRequests } from './denied-requests.tsx';
import { PasswordForm } from './password-form.tsx';
import { RefusedAttempts } from './refused-attempts.tsx';
import { Section } from './section.tsx';
import type { Sessions } from './use-sessions.ts';

interface SecuritySectionProps {
  api: AccountApi;
  account: AccountClient;
  username: string;
  sessions: Sessions;
  reload: () => Promise<void>;
}

export function SecuritySection({ api, account, username, sessions, reload }: SecuritySectionProps) {
  return (
    <Section id="security" heading={i18n.t('security.heading')}>
      <PasswordForm api={api} username={username} onChanged={reload} />
      <RefusedAttempts sessions={sessions} />
      <DeniedRequests account={account} />
    </Section>
  );
}

import type { AccountClient } from 'latchkey/account';
import { i18n } from '#i18n';
import type { AccountApi } from '../account-api.ts';
import { Section } from '../controls/section.tsx';
import { RefusedAttempts } from '../sessions/refused-attempts.tsx';
import type { LoadedSessions } from '../sessions/use-sessions.ts';
import { AccountWaysList } from '../ways/account-ways-list.tsx';
import { hasPassword, type LoadedWays } from '../ways/use-account-ways.ts';
import { DeniedRequests } from './denied-requests.tsx';
import { PasswordForm } from './password-form.tsx';

interface SecuritySectionProps {
  api: AccountApi;
  account: AccountClient;
  username: string;
  sessions: LoadedSessions;
  ways: LoadedWays;
  reloadWays: () => Promise<void>;
  reload: () => Promise<void>;
}

export function SecuritySection({
  api,
  account,
  username,
  sessions,
  ways,
  reloadWays,
  reload,
}: SecuritySectionProps) {
  return (
    <Section id="security" heading={i18n.t('security.heading')}>
      {hasPassword(ways) ? <PasswordForm api={api} username={username} onChanged={reload} /> : null}
      <AccountWaysList api={api} account={account} ways={ways} reload={reloadWays} />
      <RefusedAttempts sessions={sessions} />
      <DeniedRequests account={account} />
    </Section>
  );
}

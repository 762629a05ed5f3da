import { type RefObject, useMemo } from 'hono/jsx/dom';
import type { AccountClient } from 'latchkey/account';
import type { Client, SessionState } from 'latchkey/client';
import { browser } from 'wxt/browser';
import { i18n } from '#i18n';
import { createAccountApi } from '../../account/account-api.ts';
import { permission } from '../../account/server.ts';
import { countRefused } from '../../account/sessions/account-sessions.ts';
import { SignOutRow } from '../../account/sessions/sign-out-row.tsx';
import type { LoadedSessions } from '../../account/sessions/use-sessions.ts';
import { useLoaded } from '../../account/use-loaded.ts';
import { formatMoment } from '../../account/wording/format-time.ts';
import { SitePanel } from '../../notes/settings/site-panel.tsx';

interface AccountCardProps {
  client: Client;
  account: AccountClient;
  session: SessionState & { status: 'signed-in' };
  heading: RefObject<HTMLHeadingElement | null>;
}

/** The account at a glance, and the two ways out. */
export function AccountCard({ client, account, session, heading }: AccountCardProps) {
  const api = useMemo(() => createAccountApi(client), [client]);
  const offline = session.condition === 'offline';
  const { loaded: sessions } = useLoaded(api.sessions, [session.sessionId, offline], permission.onChange);
  const refused = sessions.type === 'loaded' ? countRefused(sessions.value) : 0;
  return (
    <div class="stack">
      <div class="who">
        <h1 class="breaks" ref={heading} tabIndex={-1}>
          <bdi>{session.user.username}</bdi>
        </h1>
        <p class="quiet">
          {i18n.t('account.since', [formatMoment(session.signedInAt, i18n.t('languageTag'))])}
        </p>
        <p class="quiet">{describeDevices(sessions)}</p>
      </div>
      <div class="live" role="status">
        {offline ? <p class="notice">{i18n.t('account.offline')}</p> : null}
      </div>
      {refused > 0 ? (
        <div class="notice bad">
          <p>{i18n.t('account.refused', refused)}</p>
          <button type="button" class="link" onClick={() => openAccountPage('security')}>
            {i18n.t('account.seeRefused')}
          </button>
        </div>
      ) : null}
      <div class="card rows">
        <SitePanel />
        <button type="button" class="forward" onClick={() => openAccountPage('sessions')}>
          {i18n.t('account.open')}
        </button>
      </div>
      <SignOutRow account={account} />
    </div>
  );
}

function describeDevices(sessions: LoadedSessions): string {
  switch (sessions.type) {
    case 'loading':
      return i18n.t('account.devicesLoading');
    case 'failed':
      return i18n.t('account.devicesUnknown');
    case 'loaded':
      return i18n.t('account.devices', sessions.value.length);
  }
}

async function openAccountPage(section: 'sessions' | 'security'): Promise<void> {
  await browser.tabs.create({ url: browser.runtime.getURL(`/options.html#${section}` as '/options.html') });
  close();
}

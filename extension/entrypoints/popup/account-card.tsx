import { type RefObject, useEffect, useState } from 'hono/jsx/dom';
import type { AccountClient } from 'latchkey/account';
import type { Client, SessionState } from 'latchkey/client';
import { browser } from 'wxt/browser';
import { i18n } from '#i18n';
import { createAccountApi } from '../../account/account-api.ts';
import { permission } from '../../account/server.ts';
import { countRefused } from '../../account/sessions/account-sessions.ts';
import { SignOutRow } from '../../account/sessions/sign-out-row.tsx';
import { formatMoment } from '../../account/wording/format-time.ts';
import { SitePanel } from '../../notes/settings/site-panel.tsx';

interface AccountCardProps {
  client: Client;
  account: AccountClient;
  session: SessionState & { status: 'signed-in' };
  heading: RefObject<HTMLHeadingElement | null>;
}

type Devices =
  | { type: 'loading' }
  | { type: 'unknown' }
  | { type: 'counted'; count: number; refused: number };

/** The account at a glance, and the two ways out. */
export function AccountCard({ client, account, session, heading }: AccountCardProps) {
  const devices = useDevices(client, session.sessionId, session.condition === 'offline');
  const refused = devices.type === 'counted' ? devices.refused : 0;
  return (
    <div class="stack">
      <div class="who">
        <h1 class="breaks" ref={heading} tabIndex={-1}>
          <bdi>{session.user.username}</bdi>
        </h1>
        <p class="quiet">
          {i18n.t('account.since', [formatMoment(session.signedInAt, i18n.t('languageTag'))])}
        </p>
        <p class="quiet">{describeDevices(devices)}</p>
      </div>
      <div class="live" role="status">
        {session.condition === 'offline' ? <p class="notice">{i18n.t('account.offline')}</p> : null}
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

/** Counted anew when the server comes back, or the permission to ask it. */
function useDevices(client: Client, sessionId: string, offline: boolean): Devices {
  const [devices, setDevices] = useState<Devices>({ type: 'loading' });
  useEffect(() => {
    const count = () =>
      createAccountApi(client)
        .sessions()
        .then((sessions) =>
          setDevices({ type: 'counted', count: sessions.length, refused: countRefused(sessions) }),
        )
        .catch(() => setDevices({ type: 'unknown' }));
    void count();
    return permission.onChange(count);
  }, [client, sessionId, offline]);
  return devices;
}

function describeDevices(devices: Devices): string {
  switch (devices.type) {
    case 'loading':
      return i18n.t('account.devicesLoading');
    case 'unknown':
      return i18n.t('account.devicesUnknown');
    case 'counted':
      return i18n.t('account.devices', devices.count);
  }
}

async function openAccountPage(section: 'sessions' | 'security'): Promise<void> {
  await browser.tabs.create({ url: browser.runtime.getURL(`/options.html#${section}` as '/options.html') });
  close();
}

import { useEffect } from 'hono/jsx/dom';
import type { AccountClient } from 'latchkey/account';
import type { Client } from 'latchkey/client';
import { i18n } from '#i18n';
import { useArrivalFocus } from '../../account/controls/use-arrival-focus.ts';
import { DoctorSection } from '../../account/doctor/doctor-section.tsx';
import { useSession } from '../../account/sessions/use-session.ts';
import { SignIn } from '../../account/sign-in/sign-in.tsx';
import { PanelSection } from '../../notes/settings/panel-section.tsx';
import { AccountSections } from './account-sections.tsx';
import { stayAtSection } from './stay-at-section.ts';
import { useFarewell } from './use-farewell.ts';

interface OptionsProps {
  client: Client;
  account: AccountClient;
  server: string;
}

const always = ['panel', 'doctor'] as const;
const ofAccount = ['sessions', 'security', 'data', 'deletion'] as const;
const headings = {
  sessions: 'sessions.heading',
  security: 'security.heading',
  panel: 'panelSettings.heading',
  data: 'data.heading',
  deletion: 'deletion.heading',
  doctor: 'doctor.heading',
} as const;

export function Options({ client, account, server }: OptionsProps) {
  const session = useSession(client);
  const heading = useArrivalFocus(session.status);
  const signedIn = session.status === 'signed-in';
  const farewell = useFarewell(session);
  useEffect(stayAtSection, []);
  return (
    <>
      <header>
        <img src="/icon/48.png" width={32} height={32} alt="" />
        <h1 class="breaks" ref={heading} tabIndex={-1}>
          {signedIn ? session.user.username : i18n.t('account.heading')}
        </h1>
      </header>
      <nav aria-label={i18n.t('options.navigation')}>
        <ul>
          {[...(signedIn ? ofAccount : []), ...always].map((section) => (
            <li key={section}>
              <a href={`#${section}`}>{i18n.t(headings[section])}</a>
            </li>
          ))}
        </ul>
      </nav>
      <main>
        <div class="live" role="status">
          {farewell.due && !signedIn ? <p class="notice">{i18n.t('deletion.done')}</p> : null}
        </div>
        {signedIn ? (
          <AccountSections
            key={session.user.id}
            client={client}
            account={account}
            user={session.user}
            offline={session.condition === 'offline'}
            farewell={farewell}
          />
        ) : null}
        {session.status === 'signed-out' ? (
          <section key="sign-in" class="sign-in stack" aria-label={i18n.t('signIn.signInHeading')}>
            <SignIn
              account={account}
              // The farewell has said why the session ended.
              session={farewell.due ? { ...session, reason: 'none' } : session}
              server={server}
              headingLevel="h2"
            />
          </section>
        ) : null}
        {session.status === 'unknown' ? (
          <p key="unknown" class="quiet" role="status">
            {i18n.t('account.checking')}
          </p>
        ) : null}
        <PanelSection />
        <DoctorSection account={account} session={session.status} />
      </main>
    </>
  );
}

import { useRef, useState } from 'hono/jsx/dom';
import type { AccountClient } from 'latchkey/account';
import { i18n } from '#i18n';
import type { AccountApi } from '../account-api.ts';
import { ConfirmInPlace } from '../controls/confirm-in-place.tsx';
import { Section } from '../controls/section.tsx';
import { explainError } from '../wording/explain-error.ts';
import { SessionItem } from './session-item.tsx';
import { nameOf } from './session-name.ts';
import { SignOutRow } from './sign-out-row.tsx';
import type { LoadedSessions } from './use-sessions.ts';

interface SessionsSectionProps {
  api: AccountApi;
  account: AccountClient;
  sessions: LoadedSessions;
  reload: () => Promise<void>;
}

/** Where the user is signed in, and how to end it there. */
export function SessionsSection({ api, account, sessions, reload }: SessionsSectionProps) {
  const [said, setSaid] = useState('');
  const heading = useRef<HTMLHeadingElement>(null);
  const act = (what: () => Promise<void>, done: string) =>
    what()
      .then(() => setSaid(done))
      .catch((error: unknown) => setSaid(explainError(error, i18n.t)))
      .then(reload)
      .then(() => {
        // The button that was pressed may have gone with what it ended.
        if (document.activeElement === document.body) heading.current?.focus();
      });
  return (
    <Section
      id="sessions"
      heading={i18n.t('sessions.heading')}
      intro={i18n.t('sessions.intro')}
      headingRef={heading}
    >
      <p role="status" class="live">
        {said}
      </p>
      <SessionList sessions={sessions} reload={reload} act={act} api={api} />
      <SignOutRow account={account} />
    </Section>
  );
}

interface SessionListProps {
  sessions: LoadedSessions;
  api: AccountApi;
  reload: () => Promise<void>;
  act: (what: () => Promise<void>, done: string) => Promise<void>;
}

function SessionList({ sessions, api, reload, act }: SessionListProps) {
  switch (sessions.type) {
    case 'loading':
      return <p class="quiet">{i18n.t('sessions.loading')}</p>;
    case 'failed':
      return (
        <div class="notice">
          <p>{sessions.sentence}</p>
          <button type="button" onClick={reload}>
            {i18n.t('sessions.retry')}
          </button>
        </div>
      );
    case 'loaded':
      return (
        <>
          <ul class="card rows">
            {sessions.value.map((session) => (
              <SessionItem
                key={session.id}
                session={session}
                onEnd={() =>
                  act(() => api.endSession(session.id), i18n.t('sessions.ended', [nameOf(session, i18n.t)]))
                }
              />
            ))}
          </ul>
          <EndOthers
            others={sessions.value.length - 1}
            onEnd={() => act(api.endOtherSessions, i18n.t('sessions.othersEnded'))}
          />
        </>
      );
  }
}

function EndOthers({ others, onEnd }: { others: number; onEnd: () => Promise<void> }) {
  if (others < 1) return <p class="quiet">{i18n.t('sessions.only')}</p>;
  return (
    <div class="row">
      <ConfirmInPlace
        label={i18n.t('sessions.endOthers')}
        question={i18n.t('sessions.endOthersQuestion', others)}
        confirm={i18n.t('sessions.endOthersConfirm')}
        onConfirm={onEnd}
      />
    </div>
  );
}

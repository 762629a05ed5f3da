import { i18n } from '#i18n';
import { ConfirmInPlace } from '../controls/confirm-in-place.tsx';
import { formatAgo, formatMoment } from '../wording/format-time.ts';
import type { AccountSession } from './account-sessions.ts';
import { nameOf } from './session-name.ts';

/** One signed-in browser. This one has no button: signing out here is what the toolbar is for. */
export function SessionItem({ session, onEnd }: { session: AccountSession; onEnd: () => Promise<void> }) {
  const language = i18n.t('languageTag');
  const name = nameOf(session, i18n.t);
  return (
    <li class="session">
      <div>
        <h3 class="breaks">
          <bdi>{name}</bdi> {session.current ? <span class="mark">{i18n.t('sessions.current')}</span> : null}
        </h3>
        <p class="quiet">
          {i18n.t('sessions.lastUsed', [formatAgo(session.lastUsedAt, Date.now(), language)])}
        </p>
        <p class="quiet">{i18n.t('sessions.signedInAt', [formatMoment(session.createdAt, language)])}</p>
        {session.refused ? (
          <p class="problem">
            <a href="#security">
              {i18n.t('sessions.refused', session.refused.count, [
                session.refused.count,
                formatMoment(session.refused.lastAt, language),
              ])}
            </a>
          </p>
        ) : null}
      </div>
      {session.current ? null : (
        <ConfirmInPlace
          label={i18n.t('sessions.end')}
          name={i18n.t('sessions.endNamed', [name])}
          question={i18n.t('sessions.endQuestion', [name])}
          confirm={i18n.t('sessions.endConfirm')}
          onConfirm={onEnd}
        />
      )}
    </li>
  );
}

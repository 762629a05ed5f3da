import { i18n } from '#i18n';
import { formatMoment } from '../wording/format-time.ts';
import { nameOf } from './session-name.ts';
import type { LoadedSessions } from './use-sessions.ts';

/** Who came with a copy of the user's cookie, in plain words. */
export function RefusedAttempts({ sessions }: { sessions: LoadedSessions }) {
  const language = i18n.t('languageTag');
  const refused = sessions.type === 'loaded' ? sessions.value.filter((session) => session.refused) : [];
  return (
    <div class="stack">
      <h3>{i18n.t('security.refusedHeading')}</h3>
      <p class="quiet">{i18n.t('security.refusedIntro')}</p>
      {refused.length === 0 ? (
        <p>{describeNone(sessions)}</p>
      ) : (
        <div class="notice bad">
          <ul>
            {refused.map(({ id, label, refused: attempts }) => (
              <li key={id}>
                {i18n.t('security.refusedItem', attempts?.count ?? 0, [
                  attempts?.count ?? 0,
                  nameOf({ label }, i18n.t),
                  formatMoment(attempts?.lastAt ?? 0, language),
                ])}
              </li>
            ))}
          </ul>
          <p>{i18n.t('security.refusedAdvice')}</p>
        </div>
      )}
    </div>
  );
}

function describeNone(sessions: LoadedSessions): string {
  switch (sessions.type) {
    case 'loading':
      return i18n.t('sessions.loading');
    case 'failed':
      return i18n.t('security.refusedUnknown');
    case 'loaded':
      return i18n.t('security.refusedNone');
  }
}

import { i18n } from '#i18n';
import { ConfirmInPlace } from '../controls/confirm-in-place.tsx';
import { formatAgo, formatMoment } from '../wording/format-time.ts';
import type { AccountWay } from './account-ways.ts';

interface WayItemProps {
  way: AccountWay;
  /** As the person reads it. */
  name: string;
  removable: boolean;
  onRemove: () => Promise<void>;
}

/** One way of signing in, with when it came and when it was used. */
export function WayItem({ way, name, removable, onRemove }: WayItemProps) {
  const language = i18n.t('languageTag');
  return (
    <li class="session">
      <div>
        <h4 class="breaks">{name}</h4>
        <p class="quiet">{i18n.t('ways.lastUsed', [formatAgo(way.lastUsedAt, Date.now(), language)])}</p>
        <p class="quiet">{i18n.t('ways.added', [formatMoment(way.createdAt, language)])}</p>
        {removable ? null : <p class="quiet">{i18n.t('ways.only')}</p>}
      </div>
      {removable ? (
        <ConfirmInPlace
          label={i18n.t('ways.remove')}
          name={i18n.t('ways.removeNamed', [name])}
          question={i18n.t('ways.removeQuestion', [name])}
          confirm={i18n.t('ways.removeConfirm')}
          onConfirm={onRemove}
        />
      ) : null}
    </li>
  );
}

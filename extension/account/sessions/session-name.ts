import { i18n } from '#i18n';
import type { AccountSession } from './account-sessions.ts';

/** What a person calls the session: its device's label. */
export function nameOf({ label }: Pick<AccountSession, 'label'>): string {
  return label || i18n.t('sessions.unnamed');
}

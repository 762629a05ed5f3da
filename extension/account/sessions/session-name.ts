import type { Translate } from '../wording/translate.ts';
import type { AccountSession } from './account-sessions.ts';

/** What the server makes of a browser that has given its session no name. */
const made = /^(Edge|Opera|Firefox|Chrome|Safari) on (Windows|Android|ChromeOS|iOS|macOS|Linux)$/;
const unnamed = ['', 'Unknown device'];

/** What a person calls the session: its device's label, which may be in any language, or what the server says instead. */
export function nameOf({ label }: Pick<AccountSession, 'label'>, t: Translate): string {
  if (unnamed.includes(label)) return t('sessions.unnamed');
  const [, browser, system] = made.exec(label) ?? [];
  return browser && system ? t('sessions.browserOn', [browser, system]) : label;
}

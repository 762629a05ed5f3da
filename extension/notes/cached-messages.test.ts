import { expect, test } from 'vitest';
import { readLocale, translateFrom } from '../account/testing/translate.ts';
import type { Translate } from '../account/wording/translate.ts';
import { cacheMessages } from './cached-messages.ts';

test('a text that was read once is there after an update of the extension; another one is empty', () => {
  let updated = false;
  const en = translateFrom(readLocale('en'));
  const lookUp = ((...asked: Parameters<Translate>) => {
    if (updated) throw new Error('Extension context invalidated.');
    return en(...asked);
  }) as Translate;
  const t = cacheMessages(lookUp);
  const reload = t('panel.reload');
  const refused = t('panel.refused', ['too long']);
  expect(reload).not.toBe('');

  updated = true;
  expect(t('panel.reload')).toBe(reload);
  expect(t('panel.refused', ['too long'])).toBe(refused);
  expect(t('panel.refused', ['too short'])).toBe('');
});

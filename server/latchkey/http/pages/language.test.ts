import { expect, test } from 'vitest';
import { chooseLanguage } from './language.ts';

test.each([
  [undefined, 'en'],
  ['', 'en'],
  ['fr, de;q=0.9', 'en'],
  ['zh-CN,zh;q=0.9,en;q=0.8', 'zh'],
  ['en-GB,zh;q=0.9', 'en'],
  ['fr, zh-TW;q=0.5', 'zh'],
  ['en;q=0.2, ZH;q=0.7', 'zh'],
  ['zh;q=0, en', 'en'],
  ['zh;q=rubbish, en;q=0.1', 'en'],
])('%s asks for %s', (accepted, language) => {
  expect(chooseLanguage(accepted)).toBe(language);
});

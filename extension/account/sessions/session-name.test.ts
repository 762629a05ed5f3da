import { expect, test } from 'vitest';
import { readLocale, translateFrom } from '../testing/translate.ts';
import { nameOf } from './session-name.ts';

test.for<[string, string, string]>([
  ['Chrome on Linux', 'Chrome on Linux', 'Linux 上的 Chrome'],
  ['Unknown device', 'A browser without a name', '未命名的浏览器'],
  ['', 'A browser without a name', '未命名的浏览器'],
  ['Kiosk on Linux Street', 'Kiosk on Linux Street', 'Kiosk on Linux Street'],
])('a session of "%s" is called "%s", and in Chinese "%s"', ([label, en, zh]) => {
  expect(nameOf({ label }, translateFrom(readLocale('en')))).toBe(en);
  expect(nameOf({ label }, translateFrom(readLocale('zh_CN')))).toBe(zh);
});

import { expect, test } from 'vitest';
import { judgeChromium } from './judge-chromium.ts';

test.each([
  ['Chromium 156.0.8078.79 built on Debian GNU/Linux 12 (bookworm)', 'Chromium 156'],
  ['Google Chrome for Testing 149.0.7700.1', 'Google Chrome for Testing 149'],
  ['Google Chrome 136.0.7103.113', 'Google Chrome 136'],
])('%s loads an unpacked extension', (line, version) => {
  expect(judgeChromium('/usr/bin/browser', line)).toEqual({ status: 'usable', version });
});

test.each([['Google Chrome 137.0.7151.55'], ['Google Chrome 156.0.1.2']])(
  '%s is refused as branded',
  (line) => {
    expect(judgeChromium('/usr/bin/google-chrome', line)).toEqual({
      status: 'refused',
      reason: expect.stringContaining('branded Chrome'),
    });
  },
);

test('a program that does not tell its version is refused', () => {
  expect(judgeChromium('/usr/bin/browser', '')).toMatchObject({ status: 'refused' });
});

test('on Windows the installation folder decides, because asking for the version opens a window', () => {
  const program = 'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe';
  expect(judgeChromium(program, undefined)).toMatchObject({ status: 'refused' });
  expect(judgeChromium('C:\\Chromium\\Application\\chrome.exe', undefined)).toMatchObject({
    status: 'usable',
  });
});

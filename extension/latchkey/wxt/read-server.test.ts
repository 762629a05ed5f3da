import { expect, test } from 'vitest';
import { extensionId } from './extension-id.ts';
import { readServer } from './read-server.ts';

test.each([
  'https://api.example.com',
  'https://example.com/latchkey',
  'http://localhost:8787',
  'http://127.0.0.1',
])('%s may be a server', (written) => {
  expect(readServer(written).href).toContain(written);
});

test.each([
  undefined,
  '',
  'api.example.com',
  'http://api.example.com',
  'ws://localhost',
  'chrome-extension://a',
])('%s may not, and says why', (written) => {
  expect(() => readServer(written)).toThrow(/latchkey: /);
});

test('the id that Chromium makes of a key', () => {
  // Of the sample, as chrome://extensions shows it.
  const key =
    'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAwOhm9EThw/NyRL9KwSOEPdlaj6yXf1GLNaHQoxniyVHmQXuWEWzTWm8PSGEoPfxFtDc78j1d32N83guy9WVQqpsLeD+vKKxw0eirl4rk9HDvbUEv/J6KC1TpF7n//0i4ZVi4qg5b6kMYP7Jj3tVhIsENs2xuNwQlHXjU3ZHrCqx6UQX7FJw9vQLfHMubT3Z6NEzLF2YR186dmVikrODifZI+bIHYTMFxs2/BvURI2Ge6GpdFdi3qlzFj0qCL740ILSn4iXVhOFjs/76teZcTRUWjNPR7c5D29FV8ydyrBDNBSCT0eL30FPicZkMskPYk7ij2mNxD8yl2/FzAvwyD8QIDAQAB';
  expect(extensionId(key)).toBe('nhlgahbiphgfcfhigkpmhepplhoikdio');
});

import { LatchkeyError, type LatchkeyErrorCode } from 'latchkey/errors';
import { problems } from 'latchkey-server';
import { describe, expect, test } from 'vitest';
import { readLocale, translateFrom } from '../testing/translate.ts';
import { explainError } from './explain-error.ts';

const languages = { en: translateFrom(readLocale('en')), zh_CN: translateFrom(readLocale('zh_CN')) };

const clientCodes = [
  'signed-out',
  'offline',
  'server-unavailable',
  'deadline-exceeded',
  'aborted',
  'denied',
  'rate-limited',
  'body-too-large',
  'redirect-refused',
  'worker-lost',
  'context-invalidated',
  'invalid-request',
  'key-store-unavailable',
  'challenge-failed',
  'not-supported',
  'broker-failed',
] satisfies LatchkeyErrorCode[];

const refused = (code: string, retryAfterMs?: number) =>
  new LatchkeyError('refused', 'refused', {
    problem: { code, status: 400, title: 'refused' },
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });

describe.each(Object.entries(languages))('in %s', (_name, t) => {
  test.each(clientCodes)('%s has its own sentence', (code) => {
    const sentence = explainError(new LatchkeyError(code, 'internal wording'), t);
    expect(sentence).not.toContain('internal wording');
    expect(sentence).not.toContain(code);
  });

  test.each(Object.keys(problems))('the problem %s has a sentence without the code in it', (code) => {
    const sentence = explainError(refused(code), t);
    expect(sentence).not.toBe('');
    expect(sentence).not.toContain(code);
  });
});

describe('how long to wait', () => {
  test.each([
    [undefined, 'Too many attempts. Wait a moment and try again.'],
    [0, 'Too many attempts. Try again in one second.'],
    [1_001, 'Too many attempts. Try again in 2 seconds.'],
    [90_000, 'Too many attempts. Try again in 90 seconds.'],
    [90_001, 'Too many attempts. Try again in 2 minutes.'],
    [600_000, 'Too many attempts. Try again in 10 minutes.'],
  ])('%s ms', (retryAfterMs, sentence) => {
    expect(explainError(refused('rate_limited', retryAfterMs), languages.en)).toBe(sentence);
  });
});

test('a code that only a newer server knows is shown, not swallowed', () => {
  expect(explainError(refused('out_of_coffee'), languages.en)).toContain('out_of_coffee');
});

test('an error that is not ours is named', () => {
  expect(explainError(new RangeError('secret detail'), languages.en)).toContain('RangeError');
});

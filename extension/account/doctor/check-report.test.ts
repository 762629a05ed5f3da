import type { Check } from 'latchkey/account';
import { describe, expect, test } from 'vitest';
import { checkReport, countBad } from './check-report.ts';

const fine = (id: Check['id']): Check => ({ id, ok: true });
const wrong = (id: Check['id'], problem: string): Check => ({ id, ok: false, problem });

describe('the doctor’s report', () => {
  test('counts a server that is away once, and not what could not be asked of it', () => {
    const items = checkReport([
      wrong('server', 'unreachable'),
      wrong('origin', 'unchecked'),
      wrong('cookie', 'unchecked'),
      wrong('session', 'unconfirmed'),
    ]);
    expect(items.map(({ tone }) => tone)).toEqual(['bad', 'open', 'open', 'open']);
    expect(countBad(items)).toBe(1);
  });

  test('says nothing of cookie and key to somebody who is signed out, which is nothing to mend', () => {
    const items = checkReport([fine('server'), fine('cookie'), fine('key'), wrong('session', 'signed-out')]);
    expect(items.map(({ check, tone }) => [check.id, tone])).toEqual([
      ['server', 'good'],
      ['session', 'open'],
    ]);
    expect(countBad(items)).toBe(0);
  });

  test('names a cookie or a key that keeps somebody from signing in', () => {
    const items = checkReport([wrong('cookie', 'blocked'), fine('key'), wrong('session', 'signed-out')]);
    expect(items.map(({ check, tone }) => [check.id, tone])).toEqual([
      ['cookie', 'bad'],
      ['session', 'open'],
    ]);
  });

  test.each([
    wrong('host-permission', 'missing'),
    wrong('clock', 'off'),
    wrong('key', 'lost'),
    wrong('cookie', 'absent'),
  ])('asks the user to mend %j', (check) => {
    expect(countBad(checkReport([check]))).toBe(1);
  });
});

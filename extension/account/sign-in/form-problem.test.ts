import { LatchkeyError } from 'latchkey/errors';
import { describe, expect, test } from 'vitest';
import { readLocale, translateFrom } from '../testing/translate.ts';
import { fieldToMend, formProblem } from './form-problem.ts';

const t = translateFrom(readLocale('en'));
const refused = (code: string, fields: string[] = []) =>
  new LatchkeyError('refused', 'refused', {
    problem: {
      code,
      status: 400,
      title: '',
      errors: fields.map((field) => ({ field, message: 'server words' })),
    },
  });

describe('where a refusal is shown', () => {
  test.each([
    ['a taken name at the name', refused('username_taken'), ['username']],
    ['a weak password at the password', refused('weak_password'), ['password']],
    ['a wrong password at the password', refused('invalid_credentials'), ['password']],
    ['a malformed name at the name', refused('invalid_request', ['username']), ['username']],
    [
      'both when both are malformed',
      refused('invalid_request', ['username', 'password']),
      ['username', 'password'],
    ],
    ['a malformed something else at the form', refused('invalid_request', ['challenge']), ['form']],
    ['closed sign-up at the form', refused('signup_closed'), ['form']],
    ['a server that is down at the form', new LatchkeyError('offline', ''), ['form']],
  ])('%s', (_title, error, places) => {
    const problem = formProblem(error, t);
    expect(Object.keys(problem)).toEqual(places);
    expect(JSON.stringify(problem)).not.toContain('server words');
  });

  test('the focus goes to the first field at fault, and nowhere when it is not the user', () => {
    expect(fieldToMend({ username: 'x', password: 'y' })).toBe('username');
    expect(fieldToMend({ password: 'y' })).toBe('password');
    expect(fieldToMend({ form: 'z' })).toBe(null);
  });
});

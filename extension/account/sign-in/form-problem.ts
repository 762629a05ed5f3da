import { LatchkeyError } from 'latchkey/errors';
import { explainError } from '../wording/explain-error.ts';
import type { Translate } from '../wording/translate.ts';

/** What to show on a form that was refused: a sentence at a field, where the fault is in one, else at the form. */
export interface FormProblem {
  readonly form?: string;
  readonly username?: string;
  readonly password?: string;
}

export type FormField = 'username' | 'password';

/** Decides where a refusal belongs and says it in the user's language; the server's own wording is never shown. */
export function formProblem(error: unknown, t: Translate): FormProblem {
  const problem = error instanceof LatchkeyError ? error.problem : undefined;
  const sentence = explainError(error, t);
  switch (problem?.code) {
    case 'username_taken':
      return { username: sentence };
    case 'weak_password':
      return { password: sentence };
    case 'invalid_credentials':
      return { password: sentence };
    case 'invalid_request':
      return fieldProblem(problem.errors?.map(({ field }) => field) ?? [], sentence, t);
    default:
      return { form: sentence };
  }
}

function fieldProblem(fields: readonly string[], sentence: string, t: Translate): FormProblem {
  const username = fields.some((field) => field.endsWith('username'));
  const password = fields.some((field) => field.endsWith('password'));
  if (!username && !password) return { form: sentence };
  return {
    ...(username && { username: t('error.usernameInvalid') }),
    ...(password && { password: t('error.passwordLength') }),
  };
}

/** The field to put the focus in, so that the user can go on typing; none when the fault is not theirs. */
export function fieldToMend(problem: FormProblem): FormField | null {
  if (problem.username !== undefined) return 'username';
  if (problem.password !== undefined) return 'password';
  return null;
}

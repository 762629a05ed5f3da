import { LatchkeyError } from 'latchkey/errors';
import { explainError } from '../wording/explain-error.ts';
import type { Translate } from '../wording/translate.ts';

/** What to show when a change of password was refused: a sentence at a field, or else at the form. */
export interface PasswordProblem {
  readonly form?: string;
  readonly current?: string;
  readonly next?: string;
}

/** Decides where the refusal of a password change belongs. */
export function passwordProblem(error: unknown, t: Translate): PasswordProblem {
  const problem = error instanceof LatchkeyError ? error.problem : undefined;
  switch (problem?.code) {
    case 'invalid_credentials':
      return { current: t('security.currentPasswordWrong') };
    case 'weak_password':
      return { next: explainError(error, t) };
    case 'invalid_request':
      return { next: t('error.passwordLength') };
    default:
      return { form: explainError(error, t) };
  }
}

/** The field to put the focus in; none when the fault is not the user's. */
export function fieldToMend(problem: PasswordProblem): 'current' | 'next' | null {
  if (problem.current !== undefined) return 'current';
  if (problem.next !== undefined) return 'next';
  return null;
}

import { hash } from 'node:crypto';
import type { UserRecord } from './accounts.ts';

/** By which it is known later whether a password has been changed; says nothing of it. @param password the PHC string */
export const passwordMark = (password: string | null): string | null =>
  password === null ? null : hash('sha256', password, 'base64url');

/** Whether an account's password is the one of which this is the mark. @param mark `null` where none was shown */
export const hasPasswordOf = ({ password }: Pick<UserRecord, 'password'>, mark: string | null): boolean =>
  mark === null || passwordMark(password) === mark;

import { hash } from 'node:crypto';

/** By which it is known later whether a password has been changed; says nothing of it. @param password the PHC string */
export const passwordMark = (password: string | null): string | null =>
  password === null ? null : hash('sha256', password, 'base64url');

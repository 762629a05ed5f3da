import type { SessionRecord } from '../session/record.ts';
import type { SignInAction } from './audit.ts';

/** Told of every try to sign in; metrics and the audit log listen. Never shown a password. */
export interface SignInObserver {
  signedIn(action: SignInAction, record: SessionRecord, address: string): void;
  /** Runs a sign-in and notes why it was refused, if it was. */
  watch<T>(
    action: SignInAction,
    who: { readonly username: string; readonly address: string },
    signIn: () => Promise<T>,
  ): Promise<T>;
}

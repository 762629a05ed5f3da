import type { AccessToken, Session } from './state.ts';

/** What a successful sign-in or refresh brings. */
export interface Grant {
  readonly session: Extract<Session, { status: 'signed-in' }>;
  readonly token: AccessToken;
  /** For the next refresh, which shows by it that this answer has arrived. */
  readonly receipt: string | null;
}

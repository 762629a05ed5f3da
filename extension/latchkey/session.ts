export { createSession, type Session } from './client/session.ts';
export type { SessionState, SignedInUser, SignedOutReason } from './protocol/session-state.ts';

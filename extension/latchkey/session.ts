/**
 * The session with `get` and `subscribe`, for any framework or none.
 * @module
 */

export { createSession, type Session } from './client/session.ts';
export type {
  Condition,
  FlowEndReason,
  SessionState,
  SignedInUser,
  SignedOutReason,
} from './protocol/session-state.ts';

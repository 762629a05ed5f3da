/**
 * Calls of the API by way of the broker, and who is signed in, for content scripts and pages of the extension.
 * @module
 */

export { client, createClient } from './client/create-client.ts';
export { onceInPage } from './client/once-in-page.ts';
export { randomId } from './client/random-id.ts';
export { runtimeTransport, type Transport } from './client/transport.ts';
export type { Client, FetchInit, Token, TokenOptions } from './client/types.ts';
export type {
  Condition,
  FlowEndReason,
  SessionState,
  SignedInUser,
  SignedOutReason,
} from './protocol/session-state.ts';

export { client, createClient } from './client/create-client.ts';
export { onceInPage } from './client/once-in-page.ts';
export { randomId } from './client/random-id.ts';
export { runtimeTransport } from './client/transport.ts';
export type { Client } from './client/types.ts';
export type { FlowEndReason, SessionState, SignedInUser, SignedOutReason } from './protocol/session-state.ts';

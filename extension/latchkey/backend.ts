/**
 * What the broker asks of a server, for a backend of your own.
 * @module
 */

export type { ProofRequest, Prover } from './backends/native/dpop.ts';
export { type LatchkeyBackend, latchkey } from './backends/native/latchkey.ts';
export type {
  AccountChange,
  AuthenticateOutcome,
  Backend,
  BackendTools,
  ClaimOutcome,
  CreateBackend,
  FlowBackend,
  Keeping,
  RefreshOutcome,
  ServerHints,
  SignInRequest,
} from './broker/backend.ts';
export type { Clock, Held, KeyStore, Sealer } from './broker/ports.ts';
export type { Failure } from './broker/session/backoff.ts';
export type { EndReason } from './broker/session/end-reason.ts';
export type { Flow } from './broker/session/flow.ts';
export type { Grant } from './broker/session/grant.ts';
export type { AccessToken } from './broker/session/state.ts';
export type { Challenge, SolvedChallenge } from './protocol/messages.ts';
export type { After } from './protocol/with-deadline.ts';

export { latchkey } from './backends/native/latchkey.ts';
export type {
  AuthenticateOutcome,
  Backend,
  BackendTools,
  ClaimOutcome,
  CreateBackend,
  FlowBackend,
  RefreshOutcome,
  ServerHints,
  SignInRequest,
} from './broker/backend.ts';
export type { Failure } from './broker/session/backoff.ts';
export type { EndReason } from './broker/session/end-reason.ts';
export type { Grant } from './broker/session/grant.ts';

/**
 * What an operator does beside running servers: accounts, sessions, keys, backups.
 * @module
 */

export type { AccountWay, LinkedProvider, NewWay, Passkey } from './accounts/account-way.ts';
export type { Accounts, UserRecord } from './accounts/accounts.ts';
export { newPasswordSchema } from './accounts/password-rules.ts';
export type { RemoveAccount } from './accounts/remove-account.ts';
export { usernameSchema } from './accounts/username.ts';
export type { By } from './observability/observer.ts';
export type { Adoption } from './operator/adopt-keys.ts';
export {
  type Operator,
  type OperatorObserver,
  type OperatorOptions,
  type OperatorStorage,
  openOperator,
} from './operator/open-operator.ts';
export type { Replacement } from './operator/replace-leaked-keys.ts';
export type { KeyRotation } from './operator/rotate-keys.ts';
export {
  type Generation,
  type SessionOwner,
  type SessionRecord,
  sessionId,
  type Thumbprint,
} from './session/record.ts';
export type { Applied, NewSession, Sessions } from './session/sessions.ts';
export type { RefreshEvent, SessionOutcome } from './session/transition.ts';

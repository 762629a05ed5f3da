export type { Accounts, UserRecord } from './accounts/accounts.ts';
export { newPasswordSchema } from './accounts/password-rules.ts';
export { usernameSchema } from './accounts/username.ts';
export { type Operator, openOperator } from './operator/open-operator.ts';
export { type OpenServices, openServices } from './services.ts';
export { type SessionRecord, sessionId } from './session/record.ts';
export type { Sessions } from './session/sessions.ts';

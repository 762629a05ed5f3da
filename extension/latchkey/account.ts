export { account, createAccountClient } from './client/account-client.ts';
export type { AccountClient, Check, DeniedRequest, Way } from './client/types.ts';
export { type ServerPermission, serverPermission } from './platform/permission.ts';

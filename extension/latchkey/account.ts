/**
 * Signing in and out, for popup and options page.
 * @module
 */

export { account, createAccountClient } from './client/account-client.ts';
export type { AccountClient, Check, Credentials, DeniedRequest, Way } from './client/types.ts';
export { type ServerPermission, serverPermission } from './platform/permission.ts';

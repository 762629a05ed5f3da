/**
 * The backend of OAuth and OpenID providers, for `startBrokerWith`. It needs the package `oauth4webapi`.
 * @module
 */

export type { DpopUse } from './backends/oauth/dpop.ts';
export { type OAuthOptions, oauth } from './backends/oauth/oauth.ts';

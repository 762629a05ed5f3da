export { type OAuthOptions, oauth } from './backends/oauth/oauth.ts';

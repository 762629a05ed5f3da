/**
 * Sessions in a Hono app, or in a server of their own.
 * @module
 */

export type {
  AppAuthenticate as Authenticate,
  AppIdentity,
  GivenCredentials,
  Identity,
} from './accounts/identity.ts';
export type { CurrentUser, LoadUser } from './accounts/owners.ts';
export type { GivenSettings } from './config/given-settings.ts';
export type { IntrospectionClient } from './config/introspection-clients.ts';
export { type Environment, loadConfig } from './config/load-config.ts';
export { type Config, defaultExtensionOrigin, type Setting, settings } from './config/settings.ts';
export { Problem, type ProblemCode, type ProblemOptions, problems } from './errors/problem.ts';
export { StartError } from './errors/start-error.ts';
export { type GitHubOptions, github } from './flows/github.ts';
export { type OAuth2Options, oauth2, type ProviderPerson } from './flows/oauth2.ts';
export { type OidcOptions, oidc, type ProviderClaims } from './flows/oidc.ts';
export { type PasskeyOptions, passkey } from './flows/passkey.ts';
export type { ExternalIdentity, FlowFailure, FlowId, Found } from './flows/record.ts';
export {
  type Departure,
  type PasskeyWay,
  type PasswordWay,
  password,
  type RedirectWay,
  type SignInWay,
  WayError,
  type WebsiteWay,
} from './flows/way.ts';
export { type WebsiteOptions, website } from './flows/website.ts';
export type { ServerEnv } from './http/request/request-id.ts';
export { type Listening, type ServeOptions, serve } from './http/serve.ts';
export { type Latchkey, type LatchkeyOptions, openLatchkey } from './latchkey.ts';
export type {
  Actor,
  AuditEvent,
  FlowRefusedBecause,
  FlowSubject,
  OnEvent,
  SessionEndedBecause,
  SessionSubject,
  SignInAction,
} from './observability/audit.ts';
export type { AppLog, Log } from './observability/log.ts';
export type { RefreshLabel } from './refresh/refresh-session.ts';
export { type EndReason, type UserId, userId } from './session/record.ts';
export type { AppsEndReason, UserSession, UsersSessions } from './session/users-sessions.ts';

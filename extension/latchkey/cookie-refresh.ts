/**
 * The backend of servers that keep the refresh token in a cookie, for `startBrokerWith`.
 * @module
 */

export {
  type CookieRefreshOptions,
  type CredentialRoute,
  cookieRefresh,
  type SessionUser,
  type TokenAnswer,
} from './backends/cookie-refresh.ts';

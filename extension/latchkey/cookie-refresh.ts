export {
  type CookieRefreshOptions,
  type CredentialRoute,
  cookieRefresh,
  type SessionUser,
  type TokenAnswer,
} from './backends/cookie-refresh.ts';

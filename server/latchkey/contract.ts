/**
 * What the server says to its clients, as types.
 *
 * They are inferred from the schemas that its answers are described by, so that a client whose reading is held against
 * them does not compile once they differ.
 * @module
 */

export type { ProblemDetails } from './http/openapi/describe.ts';
export type { TokenResponse } from './http/response/token-response.ts';
export type { CookieCheckResponse } from './http/routes/cookie-check.ts';
export type { SessionsResponse } from './http/routes/sessions.ts';
export type { CapabilityTokenResponse } from './http/routes/token.ts';
export type { DeadReason } from './session/transition.ts';

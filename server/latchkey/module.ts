/**
 * What routes of your own are made of.
 * @module
 */

export type { Idempotency, IdempotentEnv } from './http/middleware/idempotency.ts';
export type {
  Access,
  AccessEnv,
  AccessRequirement,
  RequireAccess,
} from './http/middleware/require-access.ts';
export { type Description, describe } from './http/openapi/describe.ts';
export type { ApiDocument } from './http/openapi/document.ts';
export { chooseLanguage, type Language } from './http/pages/language.ts';
export { type JsonOptions, json, param, query } from './http/request/validate.ts';
export type { ModuleDeps, ModuleStorage, ServerModule } from './http/server-module.ts';
export type { SessionId } from './session/record.ts';
export { key } from './storage/key.ts';
export type { Key, Store, Stored } from './storage/store.ts';
export { type Clock, type Millis, millis, systemClock, toRfc3339 } from './time/time.ts';
export type { AccessClaims, AccessKind } from './tokens/access-token.ts';

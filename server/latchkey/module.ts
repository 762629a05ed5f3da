export type { Idempotency, IdempotentEnv } from './http/middleware/idempotency.ts';
export type { Access, AccessEnv, RequireAccess } from './http/middleware/require-access.ts';
export { describe } from './http/openapi/describe.ts';
export type { ApiDocument } from './http/openapi/document.ts';
export { json, param, query } from './http/request/validate.ts';
export type { ModuleDeps, ModuleStorage, ServerModule } from './http/server-module.ts';
export { key } from './storage/key.ts';
export type { Store } from './storage/store.ts';
export { type Clock, type Millis, millis, systemClock, toRfc3339 } from './time/time.ts';

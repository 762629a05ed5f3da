export type { DenyReason } from './policy/decide.ts';
export { type ContentScriptEntry, denyAll, type Entry, type Policy } from './policy/policy.ts';
export type { Route } from './policy/route.ts';

export type { DenyReason } from './policy/decide.ts';
export { type ContentScriptRule, denyAll, type Policy, type PolicyRule } from './policy/policy.ts';
export type { Route } from './policy/route.ts';

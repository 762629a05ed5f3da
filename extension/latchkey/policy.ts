export type { DenyReason } from './policy/decide.ts';
export { type ContentScriptRule, denyAll, type Policy, type PolicyRule } from './policy/policy.ts';
export type { Route, RouteText } from './policy/route.ts';
export { type ShortPolicy, trustedPages } from './policy/short-policy.ts';

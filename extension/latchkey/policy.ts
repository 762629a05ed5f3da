/**
 * Who may ask the broker for what, in the words of `startBroker`.
 * @module
 */

export type { DenyReason } from './policy/decide.ts';
export {
  type ContentScriptRule,
  denyAll,
  type FramedPageRule,
  type Policy,
  type PolicyRule,
} from './policy/policy.ts';
export type { Route, RouteText, TargetRefusal } from './policy/route.ts';
export { type Caller, classifySender, type FramedDocument, type NobodyReason } from './policy/sender.ts';
export { type ShortPolicy, trustedPages } from './policy/short-policy.ts';

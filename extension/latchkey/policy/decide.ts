import type { Call } from '../protocol/messages.ts';
import { type ContentScriptRule, framedPageRule, type Policy, type PolicyRule } from './policy.ts';
import { matchesRoute, type RequestTarget, resolveTarget, type TargetRefusal } from './route.ts';
import type { Caller, NobodyReason } from './sender.ts';

/** Why a call was refused, as `account.denied()` tells it. */
export type DenyReason =
  | NobodyReason
  | TargetRefusal
  /** No rule lists this page. */
  | 'page-not-listed'
  /** A page of this extension inside a frame of somebody's page, which no rule lists. */
  | 'framed-extension-page'
  /** One that a rule lists, in a frame that the extension did not put there. */
  | 'frame-not-admitted'
  | 'frame-not-listed'
  | 'call-not-listed'
  | 'route-not-listed'
  /** A header that is the broker's to set, or that no rule lists. */
  | 'header-reserved'
  | 'scope-not-listed';

interface Denied {
  readonly type: 'denied';
  readonly reason: DenyReason;
}

export type Decision =
  /** `target`: where a `fetch` goes, as it was judged. */
  { readonly type: 'allowed'; readonly target: RequestTarget | null } | Denied;

type FoundRule = { readonly type: 'found'; readonly rule: PolicyRule } | Denied;

/** Headers that say who is asking, or where the call goes: the broker's to set, or nobody's. */
const RESERVED =
  /^(authorization|cookie|dpop|host|origin|referer|forwarded|via|x-forwarded-.*|x-real-ip|proxy-.*|sec-.*)$/i;

/** Headers that say what is sent or wanted, and nothing else (RFC 9110 sections 8, 12 and 13). */
const PLAIN =
  /^(accept|accept-language|content-type|content-language|idempotency-key|if-(match|none-match|modified-since|unmodified-since|range)|range)$/i;

/** Whether this caller may make this call. Everything that is not listed is denied. */
export function decide(policy: Policy, caller: Caller, call: Call, serverOrigin: string): Decision {
  if (caller.type === 'nobody') return deny(caller.reason);
  const found = findRule(policy, caller);
  if (found.type === 'denied') return found;
  const { rule } = found;
  switch (call.type) {
    case 'fetch': {
      const resolved = resolveTarget(call.request.url, serverOrigin, rule.routes);
      if (resolved.type === 'refused') return deny(resolved.reason);
      const { target } = resolved;
      if (!call.request.headers.every(([name]) => maySet(rule, name))) return deny('header-reserved');
      const listed = rule.routes.some((route) =>
        matchesRoute(route, call.request.method, target, serverOrigin),
      );
      return listed ? { type: 'allowed', target } : deny('route-not-listed');
    }
    case 'token':
      return mayHold(rule, call.scope) ? { type: 'allowed', target: null } : deny('scope-not-listed');
    default:
      return rule.calls.includes(call.type) ? { type: 'allowed', target: null } : deny('call-not-listed');
  }
}

function findRule(policy: Policy, caller: Exclude<Caller, { type: 'nobody' }>): FoundRule {
  if (caller.type === 'extension-page') return { type: 'found', rule: policy.extensionPages };
  if (caller.type === 'framed-page') {
    const rule = framedPageRule(policy, caller.path);
    return rule ? { type: 'found', rule } : deny('framed-extension-page');
  }
  const rule = policy.contentScripts.find(({ pages }) => pages === 'any' || pages.includes(caller.origin));
  if (!rule) return deny('page-not-listed');
  return allowsFrame(rule, caller.topFrame) ? { type: 'found', rule } : deny('frame-not-listed');
}

const allowsFrame = ({ frames }: ContentScriptRule, topFrame: boolean): boolean =>
  topFrame || frames === 'all';

function maySet({ headers = [] }: PolicyRule, name: string): boolean {
  if (RESERVED.test(name)) return false;
  return PLAIN.test(name) || headers === 'any' || headers.includes(name.toLowerCase());
}

/** A scope is a list of names (RFC 6749 section 3.3): each of them has to be listed. */
function mayHold({ tokens }: PolicyRule, scope: string | null): boolean {
  if (tokens === 'access') return true;
  const names = scope?.split(' ') ?? [];
  return names.length > 0 && names.every((name) => tokens.includes(name));
}

const deny = (reason: DenyReason): Denied => ({ type: 'denied', reason });

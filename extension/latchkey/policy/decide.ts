import type { Call } from '../protocol/messages.ts';
import type { ContentScriptEntry, Entry, Policy } from './policy.ts';
import { covers, type Place, type PlaceReason, resolvePlace } from './route.ts';
import type { Caller, NobodyReason } from './sender.ts';

export type DenyReason =
  | NobodyReason
  | PlaceReason
  /** No entry lists this page. */
  | 'page-not-listed'
  | 'frame-not-listed'
  | 'call-not-listed'
  | 'route-not-listed'
  /** A header that is the broker's to set. */
  | 'header-reserved'
  | 'scope-not-listed';

export type Decision =
  /** `place`: where a `fetch` goes, as it was judged. */
  | { readonly is: 'allowed'; readonly place: Place | null }
  | { readonly is: 'denied'; readonly reason: DenyReason };

/** Headers that say who is asking, or where the call goes. */
const RESERVED =
  /^(authorization|cookie|dpop|host|origin|referer|forwarded|x-forwarded-.*|proxy-.*|sec-.*)$/i;

/** Whether this caller may make this call. Everything that is not listed is denied. */
export function decide(policy: Policy, caller: Caller, call: Call, serverOrigin: string): Decision {
  if (caller.is === 'nobody') return deny(caller.reason);
  const entry = entryFor(policy, caller);
  if (typeof entry === 'string') return deny(entry);
  switch (call.kind) {
    case 'fetch': {
      const place = resolvePlace(call.request.url, serverOrigin);
      if (typeof place === 'string') return deny(place);
      if (call.request.headers.some(([name]) => RESERVED.test(name))) return deny('header-reserved');
      const listed = entry.routes.some((route) => covers(route, call.request.method, place.path));
      return listed ? { is: 'allowed', place } : deny('route-not-listed');
    }
    case 'token':
      return mayHold(entry, call.scope) ? { is: 'allowed', place: null } : deny('scope-not-listed');
    default:
      return entry.calls.includes(call.kind) ? { is: 'allowed', place: null } : deny('call-not-listed');
  }
}

function entryFor(policy: Policy, caller: Exclude<Caller, { is: 'nobody' }>): Entry | DenyReason {
  if (caller.is === 'extension-page') return policy.extensionPages;
  const entry = policy.contentScripts.find(({ pages }) => pages === 'any' || pages.includes(caller.origin));
  if (!entry) return 'page-not-listed';
  return allowsFrame(entry, caller.topFrame) ? entry : 'frame-not-listed';
}

const allowsFrame = ({ frames }: ContentScriptEntry, topFrame: boolean): boolean =>
  topFrame || frames === 'all';

/** A scope is a list of names (RFC 6749 section 3.3): each of them has to be listed. */
function mayHold({ tokens }: Entry, scope: string | null): boolean {
  if (tokens === 'access') return true;
  const names = scope?.split(' ') ?? [];
  return names.length > 0 && names.every((name) => tokens.includes(name));
}

const deny = (reason: DenyReason): Decision => ({ is: 'denied', reason });

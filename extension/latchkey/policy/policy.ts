import type { CallType } from '../protocol/messages.ts';
import type { Route } from './route.ts';
import type { Caller, FramedDocument } from './sender.ts';

/** What one class of callers may do. What is not listed is denied. */
export interface PolicyRule {
  /** Beside `fetch`, which `routes` governs, and `token`, which `tokens` does. */
  readonly calls: readonly Exclude<CallType, 'fetch' | 'token'>[];
  /** What `client.fetch` may reach. */
  readonly routes: readonly Route[];
  /**
   * Request headers that `client.fetch` may set beside those that every call may (`Accept`, `Content-Type`,
   * `Idempotency-Key`, `If-…` and their like), in lower case; `any` for all but those that say who is asking or where
   * the call goes. None unless said. A server behind a gateway may take an odd one for another path or method.
   */
  readonly headers?: 'any' | readonly string[];
  /**
   * What `client.getToken` gives. `access`: the access token itself, and any scope. A list: capability tokens of
   * these scopes. Whatever a content script holds may leak to its page (RFC 10017's rule for tokens in pages;
   * Chrome: content scripts are less trustworthy), so that `[]` is the right answer unless there is no other.
   */
  readonly tokens: 'access' | readonly string[];
}

/** What content scripts may do on some pages. */
export interface ContentScriptRule extends PolicyRule {
  /** Origins of pages, such as `https://example.com`; `any` for every http and https page. */
  readonly pages: 'any' | readonly string[];
  /** Whether a frame inside the page may ask as well as the page itself. */
  readonly frames: 'top' | 'all';
}

/**
 * A page of the extension that may stand in a frame of somebody's page. Any page can put a frame of its address into
 * itself, so that the address says nothing: who let it in has to know it.
 */
export interface FramedPageRule extends PolicyRule {
  /** Its path, such as `/panel.html`; the manifest needs it among the `web_accessible_resources`. */
  readonly page: string;
  /** Whether the extension itself put this document there. Asked at each call. */
  readonly admit: (frame: FramedDocument) => Promise<boolean>;
}

/** Who may ask for what, in full. What is not listed is denied. */
export interface Policy {
  readonly extensionPages: PolicyRule;
  /** Without a rule, a page in a frame may ask for nothing. */
  readonly framedPages?: readonly FramedPageRule[];
  /** A caller gets what the first rule that fits its page allows. */
  readonly contentScripts: readonly ContentScriptRule[];
}

/** What holds until an extension says otherwise: nobody may ask for anything. */
export const denyAll: Policy = {
  extensionPages: { calls: [], routes: [], tokens: [] },
  contentScripts: [],
};

/** The rule for a page of the extension in a frame, where there is one. */
export function framedPageRule(policy: Policy, path: string): FramedPageRule | undefined {
  return policy.framedPages?.find(({ page }) => page === path);
}

/** Whether who asks is let in at all, as far as that takes more than a look at the message. Never rejects. */
export async function isAdmitted(policy: Policy, caller: Caller): Promise<boolean> {
  if (caller.type !== 'framed-page') return true;
  const rule = framedPageRule(policy, caller.path);
  return (await rule?.admit(caller.frame).catch(() => false)) ?? false;
}

import type { CallType } from '../protocol/messages.ts';
import type { Route } from './route.ts';

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

export interface ContentScriptRule extends PolicyRule {
  /** Origins of pages, such as `https://example.com`; `any` for every http and https page. */
  readonly pages: 'any' | readonly string[];
  /** Whether a frame inside the page may ask as well as the page itself. */
  readonly frames: 'top' | 'all';
}

export interface Policy {
  readonly extensionPages: PolicyRule;
  /** A caller gets what the first rule that fits its page allows. */
  readonly contentScripts: readonly ContentScriptRule[];
}

/** What holds until an extension says otherwise: nobody may ask for anything. */
export const denyAll: Policy = {
  extensionPages: { calls: [], routes: [], tokens: [] },
  contentScripts: [],
};

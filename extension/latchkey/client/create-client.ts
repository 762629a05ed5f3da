import { brokeredFetch } from './brokered-fetch.ts';
import { watchState } from './state-subscription.ts';
import { createTokenCache } from './token-cache.ts';
import { ask, runtimeTransport, type Transport } from './transport.ts';
import type { Client } from './types.ts';
import { watchUser } from './user-change.ts';

/**
 * The client of this page: popup, options page or content script. It holds no session of its own, so that any
 * number of them may exist.
 * @example
 * const client = createClient();
 * const response = await client.fetch('/api/me');
 */
export function createClient(transport: Transport = runtimeTransport): Client {
  const tokens = createTokenCache(transport);
  return {
    fetch: (input, init) => brokeredFetch(transport, input, init),
    getToken: (options) => tokens.get(options),
    state: () => ask(transport, { type: 'state' }),
    onStateChange: (listener, onEnd) => watchState(transport, listener, onEnd),
    onUserChange: (listener, onEnd) =>
      watchUser((onState) => watchState(transport, onState, onEnd), listener),
  };
}

/** The client of this page, made already. Nothing is asked of the browser before its first call. */
export const client: Client = /* @__PURE__ */ createClient();

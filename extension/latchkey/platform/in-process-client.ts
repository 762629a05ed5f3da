import type { Dispatch } from '../broker/calls/dispatcher.ts';
import { createClient } from '../client/create-client.ts';
import type { Client } from '../client/types.ts';

/**
 * The client of the background itself. Its calls take the same way as everybody else's, past the sender policy,
 * only without a message in between: a context does not hear its own.
 */
export function createInProcessClient(
  dispatch: Dispatch,
  self: { readonly id: string; readonly origin: string },
): Client {
  const sender = { ...self, url: `${self.origin}/background` };
  return createClient({
    send: (message) => dispatch({ type: 'call', message }, sender),
    // The background is told of changes where they are made.
    onPush: () => () => {},
    onRestored: () => () => {},
    // It dies with its own worker, so that nothing is ever sent again.
    pause: async () => {},
    alive: () => true,
  });
}

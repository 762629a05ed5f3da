import type { Dispatch } from '../broker/calls/dispatcher.ts';
import { createAccountClient } from '../client/account-client.ts';
import { createClient } from '../client/create-client.ts';
import type { Transport } from '../client/transport.ts';
import type { AccountClient, Client } from '../client/types.ts';

/** This extension, as the browser vouches for it: its id, and the origin of its pages. */
export interface Self {
  readonly id: string;
  readonly origin: string;
}

/**
 * The client of the background itself. Its calls take the same way as everybody else's, past the sender policy,
 * only without a message in between: a context does not hear its own.
 * @example
 * const { broker, self } = startBroker({ server, contentScripts });
 * const client = createInProcessClient(broker.dispatch, self);
 */
export const createInProcessClient = (dispatch: Dispatch, self: Self): Client =>
  createClient(inProcess(dispatch, self));

/**
 * The account calls of the background itself, such as a sign-in with what `identity.launchWebAuthFlow` has brought when
 * its window has closed the popup.
 * @example
 * const { broker, self } = startBroker({ server, contentScripts });
 * const account = createInProcessAccountClient(broker.dispatch, self);
 */
export const createInProcessAccountClient = (dispatch: Dispatch, self: Self): AccountClient =>
  createAccountClient(inProcess(dispatch, self));

function inProcess(dispatch: Dispatch, self: Self): Transport {
  const sender = { ...self, url: `${self.origin}/background` };
  return {
    send: (message) => dispatch({ type: 'call', message }, sender),
    // The background is told of changes where they are made.
    onPush: () => () => {},
    onRestored: () => () => {},
    // It dies with its own worker, so that nothing is ever sent again.
    pause: async () => {},
    alive: () => true,
  };
}

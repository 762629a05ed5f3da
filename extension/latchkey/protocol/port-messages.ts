import { MOST_AT_ONCE } from './limits.ts';

/** By this name the background knows the broker's ports; the extension may open others of its own. */
export const PORT_NAME = 'latchkey';

/** What comes back through a port, in a list: the reply, as `encodeReply` gives it, to the call with this id. */
export interface PortReply {
  readonly id: string;
  readonly reply: unknown;
}

/** Whether it is what comes through a port: a list of messages, each of which is still to be parsed. */
export const isBatch = (value: unknown): value is readonly unknown[] =>
  Array.isArray(value) && value.length <= MOST_AT_ONCE;

/** By this name the background knows the broker's ports; the extension may open others of its own. */
export const PORT_NAME = 'latchkey';

/** What comes back through a port: the reply, as `encodeReply` gives it, to the call with this id. */
export interface PortReply {
  readonly id: string;
  readonly reply: unknown;
}

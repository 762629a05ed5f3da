/** What goes wrong with one request on its way to the server and back. */
export type Fault =
  | { readonly is: 'none' }
  | { readonly is: 'delay'; readonly ms: number }
  /** The connection breaks before the server has seen the request. */
  | { readonly is: 'drop-request' }
  /** The server acts, and the connection breaks before a byte of its answer has come. */
  | { readonly is: 'drop-answer' }
  /** The headers arrive, cookie included, and half of the body. */
  | { readonly is: 'cut-body' }
  /** A gateway answers in the server's place, who may have acted for all that one can tell. */
  | {
      readonly is: 'gateway';
      readonly status: 429 | 502 | 503;
      readonly retryAfterSeconds: number | null;
      readonly serverActs: boolean;
    }
  /** The request arrives twice, one after the other; one of the two answers comes back. */
  | { readonly is: 'duplicate'; readonly answer: 'first' | 'second' };

export const noFault: Fault = { is: 'none' };

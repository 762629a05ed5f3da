import { randomBytes } from 'node:crypto';
import type { HttpBindings } from '@hono/node-server';

/** What every handler finds: the connection it came over (absent in `app.request`), and the request's id. */
export interface ServerEnv {
  Bindings: Partial<HttpBindings>;
  Variables: { requestId: string };
}

/** A proxy's or a client's own id is taken when it can do no harm in a log or a header. */
const SANE = /^[A-Za-z0-9_-]{8,64}$/;

/** @returns a source of ids: random for the process, counted within it, since they need be unique and not secret. */
export function createRequestIds(
  random = randomBytes(6).toString('base64url'),
): (given: string | undefined) => string {
  let count = 0;
  return (given) => {
    if (given !== undefined && SANE.test(given)) return given;
    count += 1;
    return `${random}-${count.toString(36)}`;
  };
}

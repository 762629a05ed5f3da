import type { HttpBindings } from '@hono/node-server';

/** What every handler finds: the connection it came over (absent in `app.request`), and the request's id. */
export interface ServerEnv {
  Bindings: Partial<HttpBindings>;
  Variables: { requestId: string };
}

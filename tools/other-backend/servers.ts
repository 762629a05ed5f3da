import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { DualTokenServer, type PublicClientProvider, ResourceServer } from 'latchkey/test-servers';

export interface Running {
  readonly url: string;
  stop(): Promise<void>;
}

/** The dual-token server on a port of this machine; 0 for any. */
export async function startDualTokenServer(
  port = 0,
): Promise<Running & { readonly server: DualTokenServer }> {
  const server = new DualTokenServer({ now: () => Date.now() });
  return { server, ...(await listen(server.app, port)) };
}

/** An API that takes the provider's access tokens. */
export async function startGuardedApi(provider: PublicClientProvider, port = 0): Promise<Running> {
  const app = new Hono();
  const door = new ResourceServer(provider);
  app.all('/api/*', async (c) => {
    const by = c.req.header('Authorization')?.split(' ')[0];
    return (await door.refuse(c.req.raw)) ?? c.json({ hello: 'you', by });
  });
  return listen(app, port);
}

async function listen(app: Hono, wanted: number): Promise<Running> {
  const listening = Promise.withResolvers<AddressInfo>();
  const server = serve({ fetch: app.fetch, port: wanted, hostname: '127.0.0.1' }, listening.resolve);
  server.on('error', listening.reject);
  const { port } = await listening.promise;
  return {
    url: `http://localhost:${port}`,
    stop: () => new Promise((closed) => server.close(() => closed())),
  };
}

import { Hono } from 'hono';
import { loadConfig, openLatchkey, serve } from 'latchkey-server';

const config = loadConfig(process.env);
const latchkey = await openLatchkey(config);

const app = new Hono()
  .get('/api/orders', latchkey.requireAccess({ scopes: ['profile'] }), (c) =>
    c.json({ orders: [], of: c.var.access.username }),
  )
  .route('/', latchkey.routes);
app.onError(latchkey.onError);

const listening = await serve({ fetch: app.fetch, host: config.host, port: config.port });
process.once('SIGTERM', async () => {
  latchkey.drain();
  await listening.stop(5_000);
  await latchkey.close();
});

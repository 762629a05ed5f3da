import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { openLatchkey } from 'latchkey-server';
import { checkPassword, ordersOf } from './users.js';

const app = new Hono();

app.get('/', (c) => c.html('<h1>Orders</h1>'));
const latchkey = await openLatchkey({}, { authenticate: checkPassword });
app.route('/', latchkey.routes);
app.get('/api/orders', latchkey.requireAccess(), (c) => c.json(ordersOf(c.var.access.userId)));

serve({ fetch: app.fetch, port: Number(process.env.PORT ?? 8787) });

import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { ordersOf } from './users.js';

const app = new Hono();

app.get('/', (c) => c.html('<h1>Orders</h1>'));
app.get('/api/orders', (c) => c.json(ordersOf('7')));

serve({ fetch: app.fetch, port: Number(process.env.PORT ?? 8787) });

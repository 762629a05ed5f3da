import { Hono } from 'hono';
import { expect, test } from 'vitest';
import { RememberingRouter } from './remembering-router.ts';

const answer = async (app: Hono, method: string, path: string) =>
  (await app.request(path, { method })).text();

test('a path is answered the same each time, by its method and its parameters', async () => {
  const app = new Hono({ router: new RememberingRouter() })
    .use('/notes/*', async (c, next) => {
      await next();
      c.res = new Response(`guarded ${await c.res.text()}`);
    })
    .get('/notes/all', (c) => c.text('all'))
    .delete('/notes/all', (c) => c.text('none left'))
    .get('/notes/:id', (c) => c.text(`note ${c.req.param('id')}`));
  for (const _ of ['first', 'remembered']) {
    expect(await answer(app, 'GET', '/notes/all')).toBe('guarded all');
    expect(await answer(app, 'DELETE', '/notes/all')).toBe('guarded none left');
    expect(await answer(app, 'GET', '/notes/7')).toBe('guarded note 7');
    expect(await answer(app, 'GET', '/notes/8')).toBe('guarded note 8');
    expect(await answer(app, 'POST', '/notes/all')).toContain('404');
  }
});

test('what is added later counts for paths that were asked for before', async () => {
  const router = new RememberingRouter<string>();
  router.add('GET', '/notes', 'list');
  expect(router.match('GET', '/notes')[0]).toHaveLength(1);
  router.add('ALL', '*', 'guard');
  expect(router.match('GET', '/notes')[0]).toHaveLength(2);
});

import { Hono, type MiddlewareHandler } from 'hono';
import { routePath } from 'hono/route';
import { expect, test } from 'vitest';
import { testApp } from '../testing/test-app.ts';
import { afterwards, inOneCall, type Registered } from './in-one-call.ts';
import { RememberingRouter } from './remembering-router.ts';

function appWithChains(): Hono {
  const router = new RememberingRouter<Registered>((found) =>
    inOneCall(found, (error, c) => c.text(`answered: ${error.message}`, 500)),
  );
  return new Hono({ router });
}

/** Puts its mark on what stands behind it. */
const marking =
  (mark: string): MiddlewareHandler =>
  (c, next) =>
    afterwards(next(), () => c.header('Marks', mark, { append: true }));

const awaiting: MiddlewareHandler = async (_, next) => {
  await new Promise(setImmediate);
  await next();
};

test('what a chain answers at once is there at once', async () => {
  const app = appWithChains().get('/', marking('inner'), marking('outer'), (c) => c.text('here'));
  const answer = app.fetch(new Request('http://localhost/'));
  expect(answer).toBeInstanceOf(Response);
  expect([await (await answer).text(), (await answer).headers.get('Marks')]).toEqual([
    'here',
    'outer, inner',
  ]);
});

test('a guarded request of a session that is known is answered at once', async () => {
  const app = await testApp();
  const { access_token } = await (await app.client()).signedUp('ada');
  const ask = () =>
    app.fetch(
      new Request('http://localhost:8787/api/me', { headers: { Authorization: `Bearer ${access_token}` } }),
    );
  // The first shows that the client has its token, which is written down.
  expect((await ask()).status).toBe(200);
  expect(ask()).toMatchObject({ status: 200 });
});

test.each([
  ['before all', [awaiting, marking('inner')]],
  ['between', [marking('outer'), awaiting, marking('inner')]],
  ['behind all', [marking('inner'), awaiting]],
])('one that waits, %s of the others, is waited for', async (_, middleware) => {
  const app = appWithChains().on('GET', ['/'], ...middleware, async (c) => c.text('later'));
  const answer = await app.request('/');
  expect([await answer.text(), answer.headers.get('Marks')]).toContain('later');
  expect(answer.headers.get('Marks')).toContain('inner');
});

test.each<[string, MiddlewareHandler]>([
  ['at once', (() => undefined) as never],
  ['with null', (() => null) as never],
  ['later', async () => {}],
])('a middleware that says nothing, %s, lets nobody in', async (_, silent) => {
  const app = appWithChains().get('/', marking('outer'), silent, (c) => c.text('secret'));
  const answer = await app.request('/');
  expect(await answer.text()).toContain('answered: A middleware has neither');
  expect([answer.status, answer.headers.get('Marks')]).toEqual([500, 'outer']);
});

test('a middleware that goes on and does not wait lets nobody in', async () => {
  const hasty: MiddlewareHandler = async (_, next) => {
    void next();
  };
  const app = appWithChains().get('/', hasty, awaiting, (c) => c.text('secret'));
  expect((await app.request('/')).status).toBe(500);
});

test('whoever knows nothing of this gets a promise from next(), and the answer behind it', async () => {
  const seen: unknown[] = [];
  const app = appWithChains().get(
    '/',
    (c, next) => next().then(() => void seen.push(c.res.status)),
    async (c, next) => {
      await next();
      seen.push(c.res.status);
      c.res = new Response('another', { status: 202 });
    },
    (c) => c.text('', 201),
  );
  expect((await app.request('/')).status).toBe(202);
  expect(seen).toEqual([201, 202]);
});

test.each([
  [
    'at once',
    () => {
      throw new Error('no');
    },
  ],
  ['later', () => Promise.reject(new Error('no'))],
  [
    'later, by what stands before it,',
    async (_: unknown, next: () => Promise<void>) => {
      await next();
      throw new Error('no');
    },
  ],
])('what is thrown %s is answered where it was thrown', async (_, failing) => {
  const app = appWithChains().get('/', marking('around'), failing);
  const answer = await app.request('/');
  expect([answer.status, await answer.text()]).toEqual([500, 'answered: no']);
  expect(answer.headers.get('Marks')).toBe('around');
});

test.each([
  [
    'at once',
    () => {
      throw 'no';
    },
  ],
  ['later', () => Promise.reject('no')],
])('what is thrown %s and is no Error is a failure of the server all the same', async (_, failing) => {
  const answer = await appWithChains().get('/', marking('around'), failing).request('/');
  expect([answer.status, answer.headers.get('Marks')]).toEqual([500, 'around']);
});

test('a middleware that goes on twice is told so', async () => {
  const app = appWithChains().get(
    '/',
    async (_, next) => {
      await next();
      await next();
    },
    (c) => c.text(''),
  );
  expect(await (await app.request('/')).text()).toContain('multiple times');
});

test('a middleware that answers itself is the last', async () => {
  const app = appWithChains().get(
    '/',
    (c) => c.text('refused', 403),
    () => expect.unreachable(),
  );
  expect((await app.request('/')).status).toBe(403);
});

test('what nobody answers is not found', async () => {
  const pass: MiddlewareHandler = (_, next) => next();
  const app = appWithChains().get('/', pass, pass);
  expect((await app.request('/')).status).toBe(404);
});

test('a middleware for other paths as well still learns which it was found by', async () => {
  const app = appWithChains()
    .use('/notes/*', async (c, next) => {
      const found = routePath(c);
      await next();
      c.header('Found-By', found);
    })
    .get('/notes/all', marking('own'), (c) => c.text(routePath(c)));
  const answer = await app.request('/notes/all');
  expect([await answer.text(), answer.headers.get('Found-By')]).toEqual(['/notes/all', '/notes/*']);
});

test('an app is given another way to answer failures afterwards', async () => {
  const app = await testApp();
  app.routes.onError((_, c) => c.text('mine', 418));
  expect((await app.routes.request('http://localhost:8787/auth/sessions')).status).toBe(418);
});

import { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { describe, expect, test } from 'vitest';
import { Problem, type ProblemCode, problems } from '../../errors/problem.ts';
import type { ServerEnv } from '../request/request-id.ts';
import { notFoundHandler, problemHandler } from './problem-response.ts';

function appThatThrows(error: () => Error) {
  const failures: unknown[] = [];
  const app = new Hono<ServerEnv>();
  app.use(async (c, next) => {
    c.set('requestId', 'request-1');
    await next();
  });
  app.onError(problemHandler((failure) => failures.push(failure)));
  app.notFound(notFoundHandler(app));
  app.get('/', () => {
    throw error();
  });
  app.post('/things/:id', (c) => c.text('ok'));
  return { app, failures };
}

const answerTo = async (error: Error) => appThatThrows(() => error).app.request('/');

describe('an error as a response', () => {
  test.each(Object.entries(problems))(
    '%s has its status, its title and a way to its paragraph',
    async (code, { status, title }) => {
      const response = await answerTo(new Problem(code as ProblemCode));
      expect(response.status).toBe(status);
      expect(response.headers.get('Content-Type')).toBe('application/problem+json');
      expect(await response.json()).toEqual({
        type: `/docs#${code}`,
        title,
        status,
        instance: 'urn:latchkey:request:request-1',
        code,
      });
    },
  );

  test('has the members and headers that belong to it', async () => {
    const response = await answerTo(
      new Problem('rate_limited', {
        detail: 'Try again in 7 seconds.',
        extensions: { reason: 'x' },
        retryAfterMs: 6_400,
      }),
    );
    expect(response.headers.get('Retry-After')).toBe('7');
    expect(await response.json()).toMatchObject({ detail: 'Try again in 7 seconds.', reason: 'x' });
  });

  test.each<[ProblemCode, string | null]>([
    ['invalid_token', 'Bearer realm="latchkey", error="invalid_token"'],
    ['insufficient_scope', 'Bearer realm="latchkey", error="insufficient_scope"'],
    ['invalid_grant', 'Bearer realm="latchkey"'],
    ['invalid_credentials', 'Bearer realm="latchkey"'],
    ['not_found', null],
  ])('has the challenge that RFC 6750 wants for %s', async (code, challenge) => {
    expect((await answerTo(new Problem(code))).headers.get('WWW-Authenticate')).toBe(challenge);
  });

  test('says when to come back after every 503', async () => {
    for (const code of ['storage_unavailable', 'timeout'] as const) {
      expect((await answerTo(new Problem(code))).headers.get('Retry-After')).toBe('1');
    }
  });

  test('says nothing of an unknown error, and tells the operator all of it', async () => {
    const cause = new TypeError('password=hunter2 at /srv/secret.ts');
    const { app, failures } = appThatThrows(() => cause);
    const response = await app.request('/');
    expect(response.status).toBe(500);
    const body = await response.text();
    expect(body).not.toMatch(/hunter2|secret|TypeError/);
    expect(failures).toEqual([
      { problem: expect.objectContaining({ code: 'internal', cause }), requestId: 'request-1', path: '/' },
    ]);
  });

  test('does not report what was the caller’s fault', async () => {
    const { app, failures } = appThatThrows(() => new Problem('invalid_request'));
    await app.request('/');
    expect(failures).toEqual([]);
  });

  test.each<[400 | 401 | 403 | 404 | 413 | 418 | 500, ProblemCode]>([
    [400, 'invalid_request'],
    [401, 'invalid_token'],
    [404, 'not_found'],
    [413, 'payload_too_large'],
    [418, 'invalid_request'],
    [500, 'internal'],
  ])('takes a framework’s %i for %s', async (status, code) => {
    const response = await answerTo(new HTTPException(status, { message: 'inner words' }));
    const problem = await response.json();
    expect(problem.code).toBe(code);
    expect(JSON.stringify(problem)).not.toContain('inner words');
  });

  test('tells a wrong method from a missing page', async () => {
    const { app } = appThatThrows(() => new Error());
    const wrong = await app.request('/things/7', { method: 'DELETE' });
    expect([wrong.status, wrong.headers.get('Allow')]).toEqual([405, 'POST']);
    expect((await app.request('/', { method: 'POST' })).headers.get('Allow')).toBe('GET, HEAD');
    expect((await app.request('/nothing')).status).toBe(404);
  });
});

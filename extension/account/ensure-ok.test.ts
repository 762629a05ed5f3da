import { LatchkeyError } from 'latchkey/errors';
import { describe, expect, test } from 'vitest';
import { ensureOk } from './ensure-ok.ts';

const refusal = (response: Response): Promise<unknown> => ensureOk(response).catch((error: unknown) => error);

describe('an answer', () => {
  test('that succeeded is handed on', async () => {
    const response = new Response('{}');
    expect(await ensureOk(response)).toBe(response);
  });

  test('that refused becomes its problem', async () => {
    const body = {
      code: 'invalid_credentials',
      title: 'Wrong',
      status: 401,
      errors: [{ field: 'current', message: '' }],
    };
    const error = await refusal(Response.json(body, { status: 401 }));
    expect(error).toBeInstanceOf(LatchkeyError);
    expect(error).toMatchObject({ code: 'refused', problem: body });
  });

  test('that says how long to wait keeps it, in milliseconds', async () => {
    const answer = Response.json({ code: 'rate_limited' }, { status: 429, headers: { 'Retry-After': '30' } });
    expect(await refusal(answer)).toMatchObject({ retryAfterMs: 30_000 });
  });

  test.each([
    [502, '<html>Bad gateway</html>', 'storage_unavailable'],
    [404, 'null', 'invalid_request'],
    [400, '{"code":7}', 'invalid_request'],
  ])('of %s with the body %s is told by its status', async (status, body, code) => {
    expect(await refusal(new Response(body, { status }))).toMatchObject({ problem: { code, status } });
  });
});

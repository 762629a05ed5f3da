import fc from 'fast-check';
import {
  anything,
  notText,
  oneWrong,
  type RefusedClient,
  startRefusedClient,
  type TestApp,
  tooLong,
} from 'latchkey-server/testing';
import { beforeAll, describe, expect, test } from 'vitest';
import { notes } from './module.ts';

const numRuns = Number(process.env.LATCHKEY_TEST_RUNS ?? 100);

describe('bad input', () => {
  let app: TestApp;
  let token: string;
  let refused: RefusedClient['refused'];
  let namesTheField: RefusedClient['namesTheField'];

  beforeAll(async () => {
    ({ app, token, refused, namesTheField } = await startRefusedClient([notes]));
  });

  test('on POST /api/notes names the field', async () => {
    const bad = oneWrong(
      { url: 'https://example.org/', text: 'a note' },
      {
        url: fc.oneof(
          notText,
          tooLong,
          fc.constantFrom(
            '',
            'example.org',
            '/path',
            'javascript:alert(1)',
            'file:///etc',
            'http://',
            'https://[',
            'data:,x',
          ),
        ),
        text: fc.oneof(notText, fc.constantFrom('', ' ', '\n\t'), fc.constant('x'.repeat(2_001))),
      },
    );
    await fc.assert(
      fc.asyncProperty(bad, (body) => namesTheField('/api/notes', body)),
      { numRuns },
    );
  });

  test('on POST /api/notes is refused for any body that is no object of the right form', async () => {
    const body = anything.filter(
      (value) => value === null || typeof value !== 'object' || Object.keys(value).length > 0,
    );
    await fc.assert(
      fc.asyncProperty(body, async (json) => {
        await refused('/api/notes', { json, token });
      }),
      { numRuns },
    );
  });

  test('on GET /api/notes names the field', async () => {
    const query = fc.oneof(
      fc.webUrl({ validSchemes: ['ftp', 'file'] }).map((url) => `url=${encodeURIComponent(url)}`),
      fc.string().map((text) => `url=${encodeURIComponent(`not an address ${text}`)}`),
      fc.constantFrom('url=', 'url', 'url=http://a&url=http://b', 'url=%ff', 'url=http%3A%2F%2F'),
    );
    await fc.assert(
      fc.asyncProperty(query, async (text) => {
        const { errors } = await refused(`/api/notes?${text}`, { method: 'GET', token });
        expect(errors?.map(({ field }) => field)).toContain('url');
      }),
      { numRuns },
    );
  });

  test('on DELETE /api/notes/:id is refused', async () => {
    const id = fc
      .string({ minLength: 1, unit: 'binary' })
      .map((text) => encodeURIComponent(text.toWellFormed()));
    await fc.assert(
      fc.asyncProperty(id, async (text) => {
        await refused(`/api/notes/${text.replaceAll('.', '%2E')}`, { method: 'DELETE', token });
      }),
      { numRuns },
    );
  });

  test('has not made the server fail once', () => {
    expect(app.log()).not.toContain('"failed"');
  });
});

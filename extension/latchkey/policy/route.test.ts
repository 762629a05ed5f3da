import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { covers, resolvePlace } from './route.ts';

const server = 'https://api.example:8443';

/** Where a fetch of the judged URL would go, as another parser reads it. */
function judged(written: string): URL | null {
  const place = resolvePlace(written, server);
  return typeof place === 'string' ? null : place.url;
}

describe('a place is resolved', () => {
  test.for([
    ['/api/notes', '/api/notes'],
    ['/api/notes?url=https://a.example/b', '/api/notes'],
    ['/api/notes#x', '/api/notes'],
    [`${server}/api/notes`, '/api/notes'],
    ['/api/notes/a-b_c~1.2', '/api/notes/a-b_c~1.2'],
    ['/api/notes/%C3%A4', '/api/notes/%C3%A4'],
    ['/', '/'],
    [server, '/'],
    ['?x', '/'],
  ])('%s', ([written = '', path]) => {
    expect(resolvePlace(written, server)).toMatchObject({ path });
  });

  test('without its fragment, with its query', () => {
    expect(judged('/api/notes?q=1#x')?.href).toBe(`${server}/api/notes?q=1`);
  });
});

describe('a place is refused', () => {
  test.for([
    ['//evil.example/api/notes', 'other-origin'],
    ['https://evil.example/api/notes', 'other-origin'],
    ['https://api.example/api/notes', 'other-origin'],
    ['http://api.example:8443/api/notes', 'other-origin'],
    ['https://api.example.evil.example:8443/api/notes', 'other-origin'],
    ['https://api.example:8443@evil.example/api/notes', 'credentials-in-url'],
    ['https://ada@api.example:8443/api/notes', 'credentials-in-url'],
    ['https://:pw@api.example:8443/api/notes', 'credentials-in-url'],
    ['javascript:alert(1)', 'other-origin'],
    ['data:text/plain,x', 'other-origin'],
    ['https://', 'not-a-url'],
    ['api/notes', 'ambiguous-path'],
    ['/api//notes', 'ambiguous-path'],
    ['/api/notes/', 'ambiguous-path'],
    ['/api/../auth/refresh', 'ambiguous-path'],
    ['/api/./notes', 'ambiguous-path'],
    ['/api/notes/..', 'ambiguous-path'],
    ['/api/%2e%2e/auth/refresh', 'ambiguous-path'],
    ['/api/.%2E/auth/refresh', 'ambiguous-path'],
    ['/api%2fnotes', 'ambiguous-path'],
    ['/api/notes/x%5cy', 'ambiguous-path'],
    ['/api/notes/x%252fy', 'ambiguous-path'],
    ['/api\\notes', 'ambiguous-path'],
    ['\\\\evil.example/api/notes', 'ambiguous-path'],
    ['/api/no\ttes', 'ambiguous-path'],
    ['/api/notes\n', 'ambiguous-path'],
    [' /api/notes', 'ambiguous-path'],
    ['/api/notes/%00', 'ambiguous-path'],
    ['/api/notes/%', 'ambiguous-path'],
    ['/api/notes/%ff', 'ambiguous-path'],
    ['/api/notes/%c0%ae%c0%ae', 'ambiguous-path'],
  ])('%s: %s', ([written = '', reason]) => {
    expect(resolvePlace(written, server)).toBe(reason);
  });
});

/** Pieces that parsers disagree about, and plain ones between them. */
const tricky = fc.constantFrom(
  '/',
  '//',
  '\\',
  '.',
  '..',
  '%',
  '%ff',
  '%2e',
  '%2E%2e',
  '%2f',
  '%5C',
  '%25',
  '@',
  ':',
  ':8443',
  '?',
  '#',
  ';',
  '\t',
  '\n',
  ' ',
  'api',
  'notes',
  'auth',
  'refresh',
  'https:',
  'api.example',
  'evil.example',
  server,
  '\u0000',
  '。',
  '／',
);

describe('however it is written', () => {
  const written = fc.oneof(
    fc.array(tricky, { maxLength: 12 }).map((pieces) => pieces.join('')),
    fc.array(tricky, { maxLength: 8 }).map((pieces) => `/api/notes${pieces.join('')}`),
    fc.webUrl({ withQueryParameters: true, withFragments: true }),
    fc.string(),
  );

  test('what is let through goes to the server, over no other name for it', () => {
    fc.assert(
      fc.property(written, (text) => {
        const url = judged(text);
        fc.pre(url !== null);
        expect(url?.origin).toBe(server);
        expect(url?.username).toBe('');
        expect(url?.hash).toBe('');
      }),
      { numRuns: 5_000 },
    );
  });

  test('what is let through has one reading: decoding, collapsing and resolving its path changes nothing', () => {
    fc.assert(
      fc.property(written, (text) => {
        const place = resolvePlace(text, server);
        fc.pre(typeof place !== 'string');
        const { path } = place;
        const readAgain = new URL(
          decodeURI(path)
            .replace(/\/{2,}/g, '/')
            .replaceAll('\\', '/'),
          server,
        ).pathname;
        expect(readAgain).toBe(path);
        expect(path.split('/').length).toBe(decodeURIComponent(path).split('/').length);
      }),
      { numRuns: 5_000 },
    );
  });

  test('a path with a trick in it reaches no route, wherever the trick is', () => {
    const trick = fc.constantFrom(
      '//',
      '/./',
      '/../',
      '/%2e/',
      '/%2e%2e/',
      '%2f',
      '%5c',
      '\\',
      '%25',
      '\t',
      '%00',
    );
    const segment = fc.constantFrom('api', 'notes', 'auth', 'x1');
    fc.assert(
      fc.property(fc.array(segment), trick, fc.array(segment), (before, middle, after) => {
        expect(resolvePlace(`/${before.join('/')}${middle}${after.join('/')}`, server)).toBeTypeOf('string');
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('a route covers', () => {
  test.for([
    ['GET /api/notes', 'GET', '/api/notes', true],
    ['GET /api/notes', 'POST', '/api/notes', false],
    ['GET /api/notes', 'GET', '/api/notes/1', false],
    ['GET /api/notes', 'GET', '/api/Notes', false],
    ['DELETE /api/notes/:id', 'DELETE', '/api/notes/1', true],
    ['DELETE /api/notes/:id', 'DELETE', '/api/notes/1/2', false],
    ['DELETE /api/notes/:id', 'DELETE', '/api/notes', false],
    ['* /api/*', 'PATCH', '/api/a/b/c', true],
    ['* /api/*', 'GET', '/api', false],
    ['* /api/*', 'GET', '/apis/a', false],
  ] as const)('%s %s %s: %s', ([route, method, path, covered]) => {
    const [routeMethod = '', routePath = ''] = route.split(' ');
    expect(covers({ method: routeMethod, path: routePath }, method, path)).toBe(covered);
  });
});

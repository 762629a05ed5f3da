import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { matchesRoute, parseRoute, type RouteText, resolveTarget } from './route.ts';

const runs = Number(process.env.LATCHKEY_TEST_RUNS ?? 150);

const server = 'https://api.example:8443';

/** Where a fetch of the judged URL would go, as another parser reads it. */
function judged(written: string): URL | null {
  const resolved = resolveTarget(written, server);
  return resolved.type === 'refused' ? null : resolved.target.url;
}

describe('a target is resolved', () => {
  test.for([
    ['/api/items', '/api/items'],
    ['/api/items?url=https://a.example/b', '/api/items'],
    ['/api/items#x', '/api/items'],
    [`${server}/api/items`, '/api/items'],
    ['/api/items/a-b_c~1.2', '/api/items/a-b_c~1.2'],
    ['/api/items/%C3%A4', '/api/items/%C3%A4'],
    ['/api/items/a;b=1', '/api/items/a;b=1'],
    ['/api/items/..a', '/api/items/..a'],
    ['/', '/'],
    [server, '/'],
    ['?x', '/'],
  ])('%s', ([written = '', path]) => {
    expect(resolveTarget(written, server)).toMatchObject({ type: 'resolved', target: { path } });
  });

  test('without its fragment, with its query', () => {
    expect(judged('/api/items?q=1#x')?.href).toBe(`${server}/api/items?q=1`);
  });
});

describe('a target is refused', () => {
  test.for([
    ['//evil.example/api/items', 'other-origin'],
    ['https://evil.example/api/items', 'other-origin'],
    ['https://api.example/api/items', 'other-origin'],
    ['http://api.example:8443/api/items', 'other-origin'],
    ['https://api.example.evil.example:8443/api/items', 'other-origin'],
    ['https://api.example:8443@evil.example/api/items', 'credentials-in-url'],
    ['https://ada@api.example:8443/api/items', 'credentials-in-url'],
    ['https://:pw@api.example:8443/api/items', 'credentials-in-url'],
    ['javascript:alert(1)', 'other-origin'],
    ['data:text/plain,x', 'other-origin'],
    ['https://', 'not-a-url'],
    ['api/items', 'ambiguous-path'],
    ['/api//items', 'ambiguous-path'],
    ['/api/items/', 'ambiguous-path'],
    ['/api/../auth/refresh', 'ambiguous-path'],
    ['/api/./items', 'ambiguous-path'],
    ['/api/items/..', 'ambiguous-path'],
    ['/api/%2e%2e/auth/refresh', 'ambiguous-path'],
    ['/api/.%2E/auth/refresh', 'ambiguous-path'],
    ['/api%2fitems', 'ambiguous-path'],
    ['/api/items/x%5cy', 'ambiguous-path'],
    ['/api/items/x%252fy', 'ambiguous-path'],
    ['/api\\items', 'ambiguous-path'],
    ['\\\\evil.example/api/items', 'ambiguous-path'],
    ['/api/no\ttes', 'ambiguous-path'],
    ['/api/items\n', 'ambiguous-path'],
    [' /api/items', 'ambiguous-path'],
    ['/api/items/%00', 'ambiguous-path'],
    ['/api/items/%', 'ambiguous-path'],
    ['/api/items/%ff', 'ambiguous-path'],
    ['/api/items/%c0%ae%c0%ae', 'ambiguous-path'],
    ['/api/..;/auth/sessions', 'ambiguous-path'],
    ['/api/..;x=1/auth/sessions', 'ambiguous-path'],
    ['/api/.;/items', 'ambiguous-path'],
    ['/api/;/items', 'ambiguous-path'],
    ['/api/..%3b/items', 'ambiguous-path'],
    ['/api/..%3B/items', 'ambiguous-path'],
    ['/api/．．/items', 'ambiguous-path'],
    ['/api/%ef%bc%8e%ef%bc%8e/items', 'ambiguous-path'],
    ['/api/‥/items', 'ambiguous-path'],
    ['/api/items/x／y', 'ambiguous-path'],
  ])('%s: %s', ([written = '', reason]) => {
    expect(resolveTarget(written, server)).toEqual({ type: 'refused', reason });
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
  'items',
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
    fc.array(tricky, { maxLength: 8 }).map((pieces) => `/api/items${pieces.join('')}`),
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
      { numRuns: 10 * runs },
    );
  });

  test('what is let through has one reading: decoding, collapsing and resolving its path changes nothing', () => {
    fc.assert(
      fc.property(written, (text) => {
        const resolved = resolveTarget(text, server);
        fc.pre(resolved.type === 'resolved');
        const { path } = resolved.target;
        const readAgain = new URL(
          decodeURI(path)
            .replace(/\/{2,}/g, '/')
            .replaceAll('\\', '/'),
          server,
        ).pathname;
        expect(readAgain).toBe(path);
        expect(path.split('/').length).toBe(decodeURIComponent(path).split('/').length);
      }),
      { numRuns: 10 * runs },
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
    const segment = fc.constantFrom('api', 'items', 'auth', 'x1');
    fc.assert(
      fc.property(fc.array(segment), trick, fc.array(segment), (before, middle, after) => {
        const written = `/${before.join('/')}${middle}${after.join('/')}`;
        expect(resolveTarget(written, server).type).toBe('refused');
      }),
      { numRuns: 5 * runs },
    );
  });
});

describe('a route matches', () => {
  test.for([
    ['GET /api/items', 'GET', '/api/items', true],
    ['GET /api/items', 'POST', '/api/items', false],
    ['GET /api/items', 'GET', '/api/items/1', false],
    ['GET /api/items', 'GET', '/api/Items', false],
    ['DELETE /api/items/:id', 'DELETE', '/api/items/1', true],
    ['DELETE /api/items/:id', 'DELETE', '/api/items/1/2', false],
    ['DELETE /api/items/:id', 'DELETE', '/api/items', false],
    ['* /api/*', 'PATCH', '/api/a/b/c', true],
    ['* /api/*', 'GET', '/api', false],
    ['* /api/*', 'GET', '/apis/a', false],
  ] as const)('%s %s %s: %s', ([route, method, path, covered]) => {
    const target = { path, url: new URL(path, server) };
    expect(matchesRoute(parseRoute(route), method, target, server)).toBe(covered);
  });

  test.for([
    ['GET https://clips.example/v1/*', 'https://clips.example/v1/a', true],
    ['GET https://clips.example/v1/*', 'https://other.example/v1/a', false],
    ['GET https://clips.example/v1/*', '/v1/a', false],
    ['GET /v1/*', 'https://clips.example/v1/a', false],
    ['GET https://clips.example/v1/*', 'https://clips.example:8443/v1/a', false],
    ['GET https://clips.example/v1/*', 'https://clips.example/v1/../admin', false],
    ['GET https://clips.example/v1/*', 'https://clips.example@evil.example/v1/a', false],
  ] as const)('%s, asked for %s: %s', ([text, written, covered]) => {
    const route = parseRoute(text);
    const resolved = resolveTarget(written, server, [route]);
    expect(resolved.type === 'resolved' && matchesRoute(route, 'GET', resolved.target, server)).toBe(covered);
  });
});

test.for([
  'GET api/me',
  'GET https://a.example',
  'GET https://a.example:443/x',
  'GET https://A.example/x',
  'get /x',
  'GET /x y',
])('%s is refused as a route', (text) => {
  expect(() => parseRoute(text as RouteText)).toThrow(TypeError);
});

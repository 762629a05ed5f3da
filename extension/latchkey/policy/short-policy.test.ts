import { expect, test } from 'vitest';
import type { CallType } from '../protocol/messages.ts';
import type { RouteText } from './route.ts';
import { expandPolicy, trustedPages } from './short-policy.ts';

test('a list of routes is what the content script of any page may call, and who is signed in what it may ask', () => {
  expect(expandPolicy({ contentScripts: ['GET /api/me', 'POST /api/clips'] })).toEqual({
    extensionPages: trustedPages,
    contentScripts: [
      {
        pages: 'any',
        frames: 'top',
        calls: ['abort', 'state'],
        routes: [
          { method: 'GET', path: '/api/me' },
          { method: 'POST', path: '/api/clips' },
        ],
        tokens: [],
      },
    ],
  });
});

test('pages of the extension may ask for every call that there is, but for those that routes and tokens govern', () => {
  // A call that is new is missing here first.
  const all: Record<Exclude<CallType, 'fetch' | 'token'>, true> = {
    abort: true,
    state: true,
    challenge: true,
    'sign-in': true,
    register: true,
    ways: true,
    'begin-flow': true,
    'account-flow': true,
    'cancel-flow': true,
    'sign-out': true,
    doctor: true,
    denied: true,
  };
  expect(trustedPages.calls.toSorted()).toEqual(Object.keys(all).toSorted());
});

test('a rule in full comes before the routes, and pages of the extension may be given less', () => {
  const rule = { pages: ['https://example.com'], frames: 'all', calls: [], routes: [], tokens: [] } as const;
  const extensionPages = { calls: ['state'], routes: [], tokens: [] } as const;
  const policy = expandPolicy({ contentScripts: ['GET /api/me', rule], extensionPages });
  expect(policy.contentScripts.map(({ pages }) => pages)).toEqual([['https://example.com'], 'any']);
  expect(policy.extensionPages).toBe(extensionPages);
});

test('no content script may do anything where none is listed', () => {
  expect(expandPolicy({ contentScripts: [] }).contentScripts).toEqual([]);
});

test.each([
  'GET',
  'get /api/me',
  '/api/me',
  'GET api/me',
  'FETCH /api/me',
  'GET /api/me /api/you',
  'GET  /api',
])('%j is no route, and says so when the background starts', (text) => {
  expect(() => expandPolicy({ contentScripts: [text as RouteText] })).toThrow(TypeError);
});

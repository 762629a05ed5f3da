import { describe, expect, test } from 'vitest';
import type { Call } from '../protocol/messages.ts';
import { aPolicy as policy } from '../testing/a-policy.ts';
import { decide } from './decide.ts';
import { type FramedPageRule, isAdmitted, type Policy } from './policy.ts';
import type { Caller } from './sender.ts';

const server = 'https://api.example';
const page: Caller = { type: 'extension-page', path: '/options.html', key: 'page' };
const script: Caller = {
  type: 'content-script',
  origin: 'https://shop.example',
  topFrame: true,
  key: 'script',
};
const framed: Caller = { ...script, topFrame: false };

const fetchOf = (line: string): Call => {
  const [method = '', url = ''] = line.split(' ');
  return { type: 'fetch', request: { method, url, headers: [], body: null }, deadlineMs: 1 };
};
const tokenOf = (scope: string | null): Call => ({ type: 'token', scope, refused: null, deadlineMs: 1 });

const answer = (caller: Caller, call: Call, table: Policy = policy): string => {
  const decision = decide(table, caller, call, server);
  return decision.type === 'allowed' ? 'allowed' : decision.reason;
};

describe('this extension’s table', () => {
  test.for([
    ['GET /api/me', 'allowed', 'allowed'],
    ['GET /api/items?url=x', 'allowed', 'allowed'],
    ['POST /api/items', 'allowed', 'allowed'],
    ['DELETE /api/items/n1', 'allowed', 'allowed'],
    ['DELETE /api/items', 'allowed', 'route-not-listed'],
    ['PATCH /api/items/n1', 'allowed', 'route-not-listed'],
    ['GET /auth/sessions', 'allowed', 'route-not-listed'],
    ['DELETE /auth/sessions', 'allowed', 'route-not-listed'],
    ['DELETE /auth/sessions/s1', 'allowed', 'route-not-listed'],
    ['POST /auth/password', 'allowed', 'route-not-listed'],
    ['DELETE /auth/account', 'allowed', 'route-not-listed'],
    ['POST /auth/refresh', 'route-not-listed', 'route-not-listed'],
    ['POST /auth/login', 'route-not-listed', 'route-not-listed'],
    ['POST /auth/logout', 'route-not-listed', 'route-not-listed'],
    ['POST /auth/token', 'route-not-listed', 'route-not-listed'],
    ['GET /metrics', 'route-not-listed', 'route-not-listed'],
    ['GET https://evil.example/api/me', 'other-origin', 'other-origin'],
  ] as const)('%s: a page %s, a content script %s', ([line, forPage, forScript]) => {
    expect(answer(page, fetchOf(line))).toBe(forPage);
    expect(answer(script, fetchOf(line))).toBe(forScript);
  });

  test.for([
    [{ type: 'state' }, 'allowed'],
    [{ type: 'abort', call: 'x' }, 'allowed'],
    [{ type: 'challenge' }, 'call-not-listed'],
    [{ type: 'sign-out', everywhere: false }, 'call-not-listed'],
    [{ type: 'doctor' }, 'call-not-listed'],
    [{ type: 'denied' }, 'call-not-listed'],
  ] as const)('%o: a page may, a content script %s', ([call, forScript]) => {
    expect(answer(page, call)).toBe('allowed');
    expect(answer(script, call)).toBe(forScript);
  });

  test('tokens are for pages of the extension', () => {
    expect(answer(page, tokenOf(null))).toBe('allowed');
    expect(answer(page, tokenOf('items:read'))).toBe('allowed');
    expect(answer(script, tokenOf(null))).toBe('scope-not-listed');
    expect(answer(script, tokenOf('items:read'))).toBe('scope-not-listed');
  });

  test('a frame gets nothing', () => {
    expect(answer(framed, fetchOf('GET /api/me'))).toBe('frame-not-listed');
    expect(answer(framed, { type: 'state' })).toBe('frame-not-listed');
  });
});

test('no caller sets a header that says who it is or where the call goes', () => {
  const call = (name: string): Call => ({
    type: 'fetch',
    request: { method: 'GET', url: '/api/items', headers: [[name, 'x']], body: null },
    deadlineMs: 1,
  });
  for (const name of [
    'Authorization',
    'cookie',
    'DPoP',
    'Host',
    'origin',
    'X-Forwarded-For',
    'X-Real-IP',
    'Via',
    'Sec-Fetch-Site',
  ]) {
    const any: Policy = { ...policy, extensionPages: { ...policy.extensionPages, headers: 'any' } };
    expect(answer(page, call(name), any)).toBe('header-reserved');
    expect(answer(page, call(name))).toBe('header-reserved');
    expect(answer(script, call(name))).toBe('header-reserved');
  }
  expect(answer(script, call('Idempotency-Key'))).toBe('allowed');
  expect(answer(script, call('If-None-Match'))).toBe('allowed');
  // What a gateway may take for another method, path or caller.
  const odd = [
    'X-HTTP-Method-Override',
    'X-Original-URL',
    'X-Rewrite-URL',
    'CF-Connecting-IP',
    'X-Request-Id',
  ];
  const [rule] = policy.contentScripts;
  const listing: Policy = {
    ...policy,
    contentScripts: rule === undefined ? [] : [{ ...rule, headers: odd.map((name) => name.toLowerCase()) }],
  };
  for (const name of odd) {
    expect(answer(page, call(name))).toBe('header-reserved');
    expect(answer(script, call(name))).toBe('header-reserved');
    expect(answer(script, call(name), listing)).toBe('allowed');
  }
});

describe('another table', () => {
  const narrow: Policy = {
    ...policy,
    contentScripts: [
      {
        pages: ['https://shop.example'],
        frames: 'all',
        calls: [],
        routes: [{ method: 'GET', path: '/api/prices' }],
        tokens: ['items:read', 'profile'],
      },
    ],
  };

  test('lists pages by origin, and all others get nothing', () => {
    expect(answer(script, fetchOf('GET /api/prices'), narrow)).toBe('allowed');
    expect(
      answer({ ...script, origin: 'https://shop.example.evil' }, fetchOf('GET /api/prices'), narrow),
    ).toBe('page-not-listed');
  });

  test('may let frames ask', () => {
    expect(answer(framed, fetchOf('GET /api/prices'), narrow)).toBe('allowed');
  });

  test.for([
    ['items:read', 'allowed'],
    ['items:read profile', 'allowed'],
    ['items:write', 'scope-not-listed'],
    ['items:read items:write', 'scope-not-listed'],
    ['', 'scope-not-listed'],
    [' items:read', 'scope-not-listed'],
    [null, 'scope-not-listed'],
  ] as const)('gives capability tokens of its scopes and no others: %s', ([scope, expected]) => {
    expect(answer(script, tokenOf(scope), narrow)).toBe(expected);
  });

  test('without a rule denies everything', () => {
    expect(answer(script, { type: 'state' }, { ...policy, contentScripts: [] })).toBe('page-not-listed');
  });
});

describe('a page of the extension in a frame', () => {
  const frame = { tabId: 1, frameId: 2, documentId: 'd' };
  const panel: Caller = { type: 'framed-page', path: '/panel.html', frame, key: 'panel' };
  const withPanel: Policy = {
    ...policy,
    framedPages: [
      {
        page: '/panel.html',
        admit: async ({ documentId }) => documentId === 'd',
        calls: ['state'],
        routes: [{ method: 'GET', path: '/api/items' }],
        tokens: [],
      },
    ],
  };

  test('gets nothing where no rule lists it', () => {
    expect(answer(panel, { type: 'state' })).toBe('framed-extension-page');
    const popup: Caller = { ...panel, path: '/popup.html' };
    expect(answer(popup, { type: 'state' }, withPanel)).toBe('framed-extension-page');
  });

  test('gets what its rule lists, and nothing else', () => {
    expect(answer(panel, { type: 'state' }, withPanel)).toBe('allowed');
    expect(answer(panel, fetchOf('GET /api/items'), withPanel)).toBe('allowed');
    expect(answer(panel, { type: 'doctor' }, withPanel)).toBe('call-not-listed');
    expect(answer(panel, fetchOf('GET /auth/sessions'), withPanel)).toBe('route-not-listed');
    expect(answer(panel, tokenOf(null), withPanel)).toBe('scope-not-listed');
  });

  test('is let in where its rule says so, and not where it can not say', async () => {
    expect(await isAdmitted(withPanel, panel)).toBe(true);
    expect(await isAdmitted(withPanel, { ...panel, frame: { ...frame, documentId: 'x' } })).toBe(false);
    expect(await isAdmitted(policy, panel)).toBe(false);
    const [rule] = withPanel.framedPages ?? [];
    const broken = { ...rule, admit: () => Promise.reject(new Error('no storage')) } as FramedPageRule;
    expect(await isAdmitted({ ...policy, framedPages: [broken] }, panel)).toBe(false);
    expect(await isAdmitted(policy, page)).toBe(true);
  });
});

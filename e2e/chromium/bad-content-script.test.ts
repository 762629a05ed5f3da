import { describe, expect } from 'vitest';
import { ada } from '../../server/testing/accounts.ts';
import type { Server } from '../../server/testing/server.ts';
import { appendFrame } from '../harness/append-frame.ts';
import type { Browser } from '../harness/browser.ts';
import { ContentScript } from '../harness/content-script.ts';
import { insideWorker } from '../harness/inside-worker.ts';
import { startPageServer } from '../harness/page-server.ts';
import { fetchOf, say, sayByPort } from '../harness/raw-message.ts';
import { test } from '../harness/test.ts';

const denied = { ok: false, error: { code: 'denied' } };

/** Somebody is signed in, and a script of the extension in their page is under an attacker's control. */
async function takenOver(browser: Browser, url: string): Promise<ContentScript> {
  await (await browser.popup()).register(ada);
  return ContentScript.run((await browser.visit(url)).page, '');
}

/** All that the server has been asked, but for this. */
async function asked(server: Server): Promise<number> {
  const count = (route: Record<string, string>) =>
    server.count('latchkey_http_request_duration_seconds_count', route);
  return (await count({})) - (await count({ route: '/metrics' }));
}

test('a content script that turns bad reaches nothing that the policy does not list, and the owner sees what it tried', async ({
  server,
  browser,
  site,
}) => {
  const script = await takenOver(browser, site.page('bad'));
  const before = await asked(server);
  const places = [
    ['GET', '/auth/sessions'],
    ['DELETE', '/auth/sessions'],
    ['POST', '/auth/refresh'],
    ['POST', '/auth/logout'],
    ['POST', '/auth/token'],
    ['POST', '/auth/password'],
    ['DELETE', '/auth/account'],
    ['GET', '/metrics'],
    ['PUT', '/api/notes'],
    ['GET', '/api/../auth/sessions'],
    ['GET', '/api/notes/../../auth/sessions'],
    ['DELETE', '/api/notes/..%2f..%2fauth%2fsessions'],
    ['DELETE', '/api/notes/%2e%2e'],
    ['DELETE', '/api/notes/%252e%252e'],
    ['GET', '/api//notes'],
    ['GET', '\\\\auth\\sessions'],
    ['GET', '/api/notes\t/../../auth/sessions'],
    ['GET', 'http://127.0.0.1/api/notes'],
    ['GET', '//evil.example/api/notes'],
    ['GET', `${server.url.replace('//', '//evil.example@')}/api/notes`],
    ['GET', `${server.url}.evil.example/api/notes`],
    ['GET', 'data:application/json,{}'],
    ['GET', 'chrome-extension://nhlgahbiphgfcfhigkpmhepplhoikdio/popup.html'],
  ] as const;
  for (const [method, url] of places) {
    expect(await say(script, fetchOf(method, url)), `${method} ${url}`).toMatchObject(denied);
  }
  for (const name of ['Authorization', 'Cookie', 'Host', 'Origin', 'DPoP', 'Sec-Fetch-Site']) {
    expect(await say(script, fetchOf('GET', '/api/notes', [[name, 'x']])), name).toMatchObject(denied);
  }
  for (const scope of [null, 'notes:read', 'account', 'notes:read account']) {
    const call = { type: 'token', scope, refused: null, deadlineMs: 5_000 };
    expect(await say(script, call), `token ${scope}`).toMatchObject(denied);
  }
  for (const type of ['doctor', 'denied', 'challenge']) {
    expect(await say(script, { type }), type).toMatchObject(denied);
  }
  expect(await say(script, { type: 'sign-out', everywhere: true })).toMatchObject(denied);
  expect(await sayByPort(script, { type: 'sign-out', everywhere: true })).toMatchObject(denied);
  expect(await sayByPort(script, fetchOf('GET', '/auth/sessions'))).toMatchObject(denied);
  expect(await asked(server)).toBe(before);

  const security = await browser.options('security');
  const rows = security.page.getByRole('region', { name: 'Calls that were not let through' });
  const shown = await rows.textContent();
  for (const tried of [
    'GET /auth/sessions',
    'DELETE /api/notes/%2e%2e',
    'GET //evil.example/api/notes',
    'token account',
    'sign-out',
  ]) {
    expect(shown).toContain(tried);
  }
  expect(shown).toContain(new URL(site.page('')).origin);
  await security.says('You are signed in on this device only.');
});

test('what a content script may read holds no token', async ({ browser, site }) => {
  const script = await takenOver(browser, site.page('storage'));
  const stores = await script.evaluate(`Promise.all(
    ['local', 'session', 'sync', 'managed'].map((area) =>
      (chrome.storage[area]?.get(null) ?? Promise.resolve('none')).then(JSON.stringify, String)))`);
  const found = JSON.stringify([
    stores,
    await script.evaluate('indexedDB.databases()'),
    await script.evaluate('[document.cookie, JSON.stringify(localStorage), JSON.stringify(sessionStorage)]'),
    await script.evaluate('Object.keys(globalThis).filter((name) => /latch|token|broker/i.test(name))'),
  ]);
  expect(found).not.toContain('eyJ');
  expect(found).toContain('Access to storage is not allowed');
  expect(found).not.toContain('latchkey.kept');
});

test('of the notes it gets the number on its own page, and nothing else', async ({ browser, site }) => {
  await (await browser.popup()).register(ada);
  const secret = await browser.visit(site.page('secret').replace('127.0.0.1', 'localhost'));
  await secret.notes.open();
  await secret.notes.add('Nobody else may read this');
  await secret.notes.newNote.fill('Nor what is begun');
  await secret.notes.keepsDraft('Nor what is begun');
  const { page } = await browser.visit(site.page('bad'));
  const script = await ContentScript.run(page, '');
  const ask = (question: object): Promise<unknown> =>
    script.evaluate(`chrome.runtime.sendMessage(${JSON.stringify({ to: 'notes-background', ...question })})`);
  expect(await ask({ ask: 'here', path: '/bad' })).toEqual({ said: { shown: true, count: 0 } });
  for (const question of [
    { ask: 'here', path: new URL(secret.page.url()).href },
    { ask: 'list', prefix: 'draft-note/' },
    { ask: 'write', items: { 'pending-note/x/y': 'planted' } },
    { ask: 'forget', key: 'draft' },
    { ask: 'selections' },
    { ask: 'tell', message: { do: 'close' } },
    { ask: 'enter', ticket: '0123456789abcdef' },
  ]) {
    expect(await ask(question), JSON.stringify(question)).toEqual({ said: null });
  }
  const heard = await script.evaluate<string[]>(`new Promise((told) => {
    const heard = [];
    chrome.runtime.onMessage.addListener((message) => { heard.push(JSON.stringify(message)); });
    setTimeout(() => told(heard), 3_000);
    chrome.runtime.sendMessage({ to: 'notes-background', ask: 'here', path: '/' });
  })`);
  for (const message of heard) expect(message).not.toMatch(/ada|session|Nobody|begun/);
  await secret.notes.shows('Nobody else may read this');
  expect(await secret.notes.newNote.inputValue()).toBe('Nor what is begun');
});

describe('where a policy lets content scripts ask', () => {
  test.override({ contentScripts: 'may call the API' });

  test('our script in a frame of another origin is nobody, and none of ours is put there', async ({
    browser,
    site,
    onTestFinished,
  }) => {
    const other = await startPageServer();
    onTestFinished(() => other.close());
    // A host that the extension has a permission for, so that its worker can put a script into the frame at all.
    const onOurHost = (url: string) => url.replace('127.0.0.1', 'localhost');
    await (await browser.popup()).register(ada);
    const { page } = await browser.visit(onOurHost(site.page('outer')));
    const inner = onOurHost(other.page('inner'));
    await appendFrame(page, inner);
    const frame = page.frames().find((each) => each.url() === inner);
    expect(await frame?.locator('latchkey-notes').count()).toBe(0);

    const worker = await insideWorker(browser.context);
    const replies = await worker.evaluate(
      async (calls) => {
        const [tab] = await chrome.tabs.query({ active: true });
        const results = await chrome.scripting.executeScript({
          target: { tabId: tab?.id ?? 0, allFrames: true },
          // As text, since what has no value is dropped on this way.
          func: (messages: string) =>
            Promise.all(
              JSON.parse(messages).map((call: unknown, id: number) =>
                chrome.runtime.sendMessage({ latchkey: 'call', id: `${id}`, call }),
              ),
            ),
          args: [calls],
        });
        return results.map(({ frameId, result }) => ({ top: frameId === 0, result }));
      },
      JSON.stringify([{ type: 'state' }, fetchOf('GET', '/api/me')]),
    );
    const ok = { ok: true };
    expect(replies).toMatchObject([
      { top: true, result: [ok, ok] },
      { top: false, result: [denied, denied] },
    ]);
    const security = await browser.options('security');
    await security.page.getByText('It came from a frame inside a page.').first().waitFor();
  });
});

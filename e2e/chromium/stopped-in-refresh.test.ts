import { IAT_AHEAD_MS } from 'latchkey-server/testing';
import { expect } from 'vitest';
import { ada } from '../../server/testing/accounts.ts';
import type { Server } from '../../server/testing/server.ts';
import { until } from '../../server/testing/until.ts';
import type { Browser } from '../harness/browser.ts';
import type { ContentScript } from '../harness/content-script.ts';
import { test } from '../harness/faulty-network.ts';
import { forgetAccessToken, holdTokenWrites, storedGeneration } from '../harness/inside-worker.ts';
import { signedInTab, tabWithClient, whoAmI } from '../harness/signed-in-tab.ts';

test.override({ contentScripts: 'may call the API' });

test('a worker stopped before the server has seen its refresh: the next one refreshes, the late request changes nothing', async ({
  server,
  network,
  browser,
  site,
}) => {
  const start = performance.now();
  const script = await signedInWithoutToken(browser, site.page('article'));
  // A server asks every proof for a nonce until all from before its start are too old; the request that is held up
  // here must be the one that rotates, and not the one that is told the nonce.
  await until('proofs need no nonce', () => performance.now() > start + IAT_AHEAD_MS + 1_000);
  const hold = network.holdNext('POST /auth/refresh', 'before-server');
  const call = script.evaluate(whoAmI);
  await hold.reached;
  await browser.worker.stop();
  expect(await call).toBe(200);
  await healthy(server, browser, script, { generation: 2, rotated: 1, replayed: 0 });

  hold.release();
  await until('the late request has been answered', async () => (await refreshes(server)) === 2);
  await healthy(server, browser, script, { generation: 2, rotated: 1, replayed: 1 });
});

test('a worker stopped after the server has rotated and before its answer: the next one gets the same successor', async ({
  server,
  network,
  browser,
  site,
}) => {
  const script = await signedInWithoutToken(browser, site.page('article'));
  const hold = network.holdNext('POST /auth/refresh', 'before-headers');
  const call = script.evaluate(whoAmI);
  await hold.reached;
  await browser.worker.stop();
  hold.release();
  expect(await call).toBe(200);
  await healthy(server, browser, script, { generation: 2, rotated: 1, replayed: 1 });
});

// The cookie has arrived and the access token has not. Nobody can give that token again but by a rotation.
for (const point of ['before-body', 'before-last-byte'] as const) {
  test(`a worker stopped with the new cookie in the jar and the token ${point.replaceAll('-', ' ')} of the answer: one more rotation`, async ({
    server,
    network,
    browser,
    site,
  }) => {
    const script = await signedInWithoutToken(browser, site.page('article'));
    const before = await refreshCookie(browser);
    const hold = network.holdNext('POST /auth/refresh', point);
    const call = script.evaluate(whoAmI);
    await hold.reached;
    await until('the new cookie is in the jar', async () => (await refreshCookie(browser)) !== before);
    await browser.worker.stop();
    hold.release();
    expect(await call).toBe(200);
    await healthy(server, browser, script, { generation: 3, rotated: 2, replayed: 0 });
  });
}

test('a worker stopped with the whole answer and nothing of it in storage.session yet: one more rotation', async ({
  server,
  browser,
  site,
}) => {
  const script = await signedInWithoutToken(browser, site.page('article'));
  // Wakes the worker without a need for a token.
  await script.evaluate('client.state()');
  const stored = await holdTokenWrites(browser.context);
  const call = script.evaluate(whoAmI);
  await stored();
  expect(await storedGeneration(browser.context)).toBe(null);
  await browser.worker.stop();
  expect(await call).toBe(200);
  await healthy(server, browser, script, { generation: 3, rotated: 2, replayed: 0 });
});

test('a write whose answer died with the worker is there once with an idempotency key, and worker-lost without', async ({
  network,
  browser,
  site,
}) => {
  const page = site.page('article');
  await (await browser.popup()).register(ada);
  const script = await tabWithClient(browser, page);
  const write = (text: string, init: string) => `client.fetch('/api/notes', {
    method: 'POST', headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ url: '${page}', text: '${text}' }), ${init}
  }).then((response) => response.status, (error) => error.code)`;

  for (const [text, init, outcome] of [
    ['With a key', `idempotencyKey: 'the-same-note'`, 201],
    ['Without', '', 'worker-lost'],
  ] as const) {
    const hold = network.holdNext('POST /api/notes', 'before-headers');
    const call = script.evaluate(write(text, init));
    await hold.reached;
    await browser.worker.stop();
    hold.release();
    expect(await call).toBe(outcome);
  }
  const texts = `client.fetch('/api/notes').then((response) => response.json())
    .then(({ notes }) => notes.map((note) => note.text))`;
  expect(await script.evaluate(texts)).toEqual(['With a key', 'Without']);
});

/** Everything else is closed, so that all that the server hears comes from the call that the test makes. */
async function signedInWithoutToken(browser: Browser, page: string): Promise<ContentScript> {
  const script = await signedInTab(browser, page);
  expect(await storedGeneration(browser.context)).toBe(1);
  await forgetAccessToken(browser);
  return script;
}

/** Signed in, able to call, at this generation and no further, and with nothing that the server found strange. */
async function healthy(
  server: Server,
  browser: Browser,
  script: ContentScript,
  { generation, rotated, replayed }: { generation: number; rotated: number; replayed: number },
): Promise<void> {
  expect(await script.evaluate(whoAmI)).toBe(200);
  await (await browser.popup()).showsAccount(ada.username);
  expect(await storedGeneration(browser.context)).toBe(generation);
  expect(await server.count('latchkey_refresh_total', { outcome: 'rotated' })).toBe(rotated);
  expect(await server.count('latchkey_refresh_total', { outcome: 'replayed' })).toBe(replayed);
  expect(await refreshes(server)).toBe(rotated + replayed);
  expect(await server.count('latchkey_session_ended_total')).toBe(0);
}

const refreshes = (server: Server): Promise<number> => server.count('latchkey_refresh_total');

async function refreshCookie(browser: Browser): Promise<string | undefined> {
  const cookies = await browser.context.cookies();
  return cookies.find(({ name }) => name.startsWith('rt-'))?.value;
}

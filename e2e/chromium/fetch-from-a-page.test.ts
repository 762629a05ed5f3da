import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect } from 'vitest';
import { ada } from '../../server/testing/accounts.ts';
import { bundle } from '../harness/bundle.ts';
import { ContentScript } from '../harness/content-script.ts';
import { test as withEcho } from '../harness/echo-network.ts';

let client = '';
beforeAll(async () => {
  client = await bundle(fileURLToPath(new URL('../harness/client.script.ts', import.meta.url)));
});

/** A content script of the extension in a page, whose user is signed in. */
const test = withEcho
  .override('contentScripts', () => 'may call the API' as const)
  .extend('script', async ({ browser, site }) => {
    await (await browser.popup()).register(ada);
    const script = await ContentScript.run((await browser.visit(site.page('article'))).page, client);
    await script.evaluate(`
    globalThis.echo = (init = {}, wish = {}) => client.fetch(
      '/api/notes?' + new URLSearchParams({ echo: '1', ...wish }), { method: 'POST', ...init });
    globalThis.failure = (promise) => promise.then(() => 'answered', (error) =>
      [error.name, error.code, error.message].join(': '));
    globalThis.pattern = (length) => Uint8Array.from({ length }, (_, at) => (at * 31 + (at >> 8)) % 256);
    globalThis.digest = async (data) => [...new Uint8Array(await crypto.subtle.digest('SHA-256',
      data instanceof Blob ? await data.arrayBuffer() : data))].join();
    0`);
    return script;
  });

test('a call from a page has a real Response: status, headers, url, text and JSON', async ({ script }) => {
  const me = await script.evaluate(`client.fetch('/api/me').then(async (response) => ({
    real: response instanceof Response, ok: response.ok, status: response.status, url: new URL(response.url).pathname,
    type: response.headers.get('Content-Type'), body: await response.json() }))`);
  expect(me).toMatchObject({ real: true, ok: true, status: 200, url: '/api/me' });
  expect(me).toMatchObject({ type: 'application/json', body: { username: ada.username } });

  const echoed = await script.evaluate(`echo({ body: 'Grüße, 世界' }, { status: '203' })
    .then(async (response) => ({ status: response.status, text: await response.text(),
      method: response.headers.get('X-Method'), bearer: response.headers.get('X-Bearer'),
      cookie: response.headers.get('X-Cookie') }))`);
  expect(echoed).toEqual({
    status: 203,
    text: 'Grüße, 世界',
    method: 'POST',
    bearer: 'true',
    cookie: 'none',
  });

  for (const status of [204, 400, 404, 422, 500]) {
    const answer = `echo({}, { status: '${status}' }).then((response) => response.status)`;
    expect(await script.evaluate(answer)).toBe(status);
  }
});

/** The same with an extension whose manifest does not ask for messages that are cloned, as most do not. */
const testWithJson = test.override('extensions', async ({ extensions: [cloning = ''] }, { onCleanup }) => {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-messages-are-json-'));
  onCleanup(() => rm(folder, { recursive: true }));
  await cp(cloning, folder, { recursive: true });
  const manifest = join(folder, 'manifest.json');
  const { message_serialization: cloned, ...rest } = JSON.parse(await readFile(manifest, 'utf8'));
  expect(cloned).toBe('structured_clone');
  await writeFile(manifest, JSON.stringify(rest));
  return [folder];
});

const bytesArrive = async ({ script }: { script: ContentScript }): Promise<void> => {
  for (const length of [1, 255, 65_537, 3_000_000]) {
    const same = `(async () => { const sent = pattern(${length}); const response = await echo({ body: sent });
      return await digest(await response.arrayBuffer()) === await digest(sent); })()`;
    expect(await script.evaluate(same), `${length} bytes`).toBe(true);
  }
  const blob = `(async () => { const sent = new Blob([pattern(5000)], { type: 'image/png' });
    const back = await (await echo({ body: sent })).blob();
    return [back.type, await digest(back) === await digest(sent)]; })()`;
  expect(await script.evaluate(blob)).toEqual(['image/png', true]);

  const form = `(async () => { const sent = new FormData(); sent.append('name', 'Zoë');
    sent.append('file', new File([pattern(5000)], 'a b.bin', { type: 'application/x-thing' }));
    const back = await (await echo({ body: sent })).formData(); const file = back.get('file');
    return [back.get('name'), file.name, file.type, await digest(file) === await digest(pattern(5000))]; })()`;
  expect(await script.evaluate(form)).toEqual(['Zoë', 'a b.bin', 'application/x-thing', true]);

  const query = `echo({ body: new URLSearchParams({ q: 'a&b' }) }).then(async (response) =>
    [response.headers.get('Content-Type'), await response.text()])`;
  expect(await script.evaluate(query)).toEqual([
    'application/x-www-form-urlencoded;charset=UTF-8',
    'q=a%26b',
  ]);
};

test('bytes, files and forms arrive as they were sent, both ways', bytesArrive);
testWithJson('they do in messages that are made into JSON, too', bytesArrive);

test('a call ends when it is told to, when its time is over, and where a body is too large', async ({
  script,
}) => {
  const slow = { delay: '20000' };
  const began = performance.now();
  const abort = `(() => { const controller = new AbortController(); setTimeout(() => controller.abort(), 200);
    return failure(echo({ signal: controller.signal }, ${JSON.stringify(slow)})); })()`;
  expect(await script.evaluate(abort)).toMatch(/^LatchkeyError: aborted: /);
  const already = `failure(echo({ signal: AbortSignal.abort() }))`;
  expect(await script.evaluate(already)).toMatch(/^LatchkeyError: aborted: /);
  const late = `failure(echo({ deadlineMs: 300 }, ${JSON.stringify(slow)}))`;
  expect(await script.evaluate(late)).toMatch(/^LatchkeyError: deadline-exceeded: /);
  expect(performance.now() - began).toBeLessThan(15_000);

  const most = 8 * 1024 * 1024;
  const whole = `(async () => { const sent = new Uint8Array(${most}).fill(9);
    return (await (await echo({ body: sent })).arrayBuffer()).byteLength; })()`;
  expect(await script.evaluate(whole)).toBe(most);
  const up = `failure(echo({ body: new Uint8Array(${most + 1}) }))`;
  expect(await script.evaluate(up)).toBe(
    `LatchkeyError: body-too-large: A request body may have ${most} bytes`,
  );
  const down = `failure(echo({}, { size: '${most + 1}' }))`;
  expect(await script.evaluate(down)).toBe(
    `LatchkeyError: body-too-large: A response body may have ${most} bytes`,
  );
});

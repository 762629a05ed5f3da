import { fileURLToPath } from 'node:url';
import type { Client } from 'latchkey/client';
import { expect } from 'vitest';
import { ada } from '../../server/testing/accounts.ts';
import { freePort } from '../../server/testing/free-port.ts';
import { bundle } from '../harness/bundle.ts';
import { startEcho } from '../harness/echo-server.ts';
import { openExtensionPage } from '../harness/firefox/extension-page.ts';
import { test as inFirefox } from '../harness/firefox/test.ts';

/** Extended and not overridden: the files of this project share their modules, and with them what is overridden. */
const test = inFirefox
  .extend('port', () => freePort())
  .extend('echo', { auto: true }, async ({ server, port }, { onCleanup }) => {
    void server;
    onCleanup(await startEcho(port));
  });

test('bytes of a page of the extension arrive as they were sent, and cross as bytes both ways', async ({
  firefox,
}) => {
  await (await firefox.popup()).register(ada);
  const page = await openExtensionPage(await firefox.browser.newPage(), 'popup.html');
  await page.evaluate(await bundle(fileURLToPath(new URL('../harness/client.script.ts', import.meta.url))));
  for (const length of [1, 255, 65_537, 3_000_000]) {
    const arrived = await page.evaluate(async (length) => {
      const { client, browser } = globalThis as unknown as { client: Client; browser: typeof chrome };
      const { runtime } = browser;
      const send = runtime.sendMessage.bind(runtime) as (
        message: unknown,
      ) => Promise<{ value: { body: unknown } }>;
      const crossed: unknown[] = [];
      runtime.sendMessage = (async (message: { call: { request: { body: unknown } } }) => {
        const reply = await send(message);
        crossed.push(message.call.request.body, reply.value.body);
        return reply;
      }) as typeof runtime.sendMessage;
      const body = Uint8Array.from({ length }, (_, at) => (at * 31 + (at >> 8)) % 256);
      const response = await client.fetch('/api/notes?echo=1', {
        method: 'POST',
        headers: { 'Content-Type': 'image/png' },
        body,
      });
      runtime.sendMessage = send as typeof runtime.sendMessage;
      const back = new Uint8Array(await response.arrayBuffer());
      return {
        crossedAs: crossed.map((each) => Object.prototype.toString.call(each)),
        same: back.length === length && back.every((byte, at) => byte === body[at]),
      };
    }, length);
    expect(arrived).toEqual({ crossedAs: ['[object Uint8Array]', '[object Uint8Array]'], same: true });
  }
});

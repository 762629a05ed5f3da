import { describe, expect, test } from 'vitest';
import { tabWithPort } from '../testing/tab-with-port.ts';

const tab = tabWithPort();

test('calls at once share the port and a message, and each gets its own answer', async () => {
  const paths = Array.from({ length: 20 }, (_, n) => `/api/items?${n}`);
  const responses = await Promise.all(paths.map((path) => tab.inPage(() => tab.client.fetch(path))));
  expect(responses.map(({ url }) => new URL(url).search)).toEqual(
    paths.map((path) => new URL(path, 'https://x').search),
  );
  expect([tab.runtime.ports.length, tab.runtime.posted.length, tab.runtime.sent.length]).toEqual([1, 1, 0]);
});

test('more calls at once than one message holds go in several', async () => {
  await tab.inPage(() => Promise.all(Array.from({ length: 120 }, () => tab.client.state())));
  expect(tab.runtime.posted.map((calls) => (calls as unknown[]).length)).toEqual([50, 50, 20]);
});

test('large answers come one by one, and small ones together', async () => {
  const replies: number[] = [];
  await tab.get();
  tab.runtime.ports[0]?.onMessage.addListener((list) => replies.push((list as unknown[]).length));
  const answers = { '/api/items?small': 'a', '/api/items?large': 'a'.repeat(100_000) };
  tab.world.server.apiAnswer = ({ url }) =>
    new Response(answers[url.slice(new URL(url).origin.length) as keyof typeof answers], {
      headers: { 'Content-Type': 'text/plain' },
    });
  const paths = [...Object.keys(answers), ...Object.keys(answers)];
  const read = async (path: string) => (await tab.inPage(() => tab.client.fetch(path))).text();
  const texts = await tab.world.finish(Promise.all(paths.map(read)));
  expect(texts).toEqual([...Object.values(answers), ...Object.values(answers)]);
  expect(replies.toSorted()).toEqual([1, 1, 2]);
});

describe.for([
  ['makes JSON of them', false],
  ['clones them', true],
] as const)('where the browser carries messages and %s', ([, clones]) => {
  /** Neither text in UTF-8 nor in any other charset that anybody would take it for. */
  const image = Uint8Array.of(0x89, 0x50, 0, 0xff, 0xfe);
  const isBase64 = (message: unknown): boolean => JSON.stringify(message).includes('base64');

  test.for([
    ['a port', 'kept under its key'],
    ['a message', undefined],
  ])('bytes arrive by %s as they are, both ways', async ([, idempotencyKey]) => {
    tab.runtime.clones = clones;
    const bodies: number[][] = [];
    tab.world.reach = async (request) => {
      bodies.push([...new Uint8Array(await request.clone().arrayBuffer())]);
      return tab.world.server.fetch(request);
    };
    tab.world.server.apiAnswer = () => new Response(image, { headers: { 'Content-Type': 'image/png' } });
    const init = { method: 'POST', body: image, ...(idempotencyKey && { idempotencyKey }) };
    const response = await tab.world.finish(tab.inPage(() => tab.client.fetch('/api/items', init)));
    expect([...new Uint8Array(await response.arrayBuffer())]).toEqual([...image]);
    expect(bodies).toEqual([[...image]]);
    const calls = [...tab.runtime.posted, ...tab.runtime.sent].filter(
      (message) => !('self' in (message as object)),
    );
    expect(calls.map(isBase64)).toEqual([!clones]);
  });
});

test('a page that has taught JSON more types does not make bytes of messages that are JSON', async () => {
  const taught = BigInt.prototype as { toJSON?: () => string };
  taught.toJSON = () => 'a number';
  try {
    tab.world.server.apiAnswer = () =>
      new Response(Uint8Array.of(0xff), { headers: { 'Content-Type': 'image/png' } });
    const response = await tab.world.finish(
      tab.inPage(() => tab.client.fetch('/api/items', { method: 'POST', body: Uint8Array.of(0xfe) })),
    );
    expect([...new Uint8Array(await response.arrayBuffer())]).toEqual([0xff]);
  } finally {
    delete taught.toJSON;
  }
});

test('an answer that can not be posted takes none along that can', async () => {
  await tab.get();
  const [port] = tab.runtime.ports;
  if (!port) throw new Error('No port');
  tab.runtime.refuses = (message) => JSON.stringify(message).includes('poison');
  tab.world.server.apiAnswer = ({ url }) =>
    new Response(url.includes('?bad') ? 'poison' : 'fine', { headers: { 'Content-Type': 'text/plain' } });
  const [bad, good] = [
    tab.inPage(() => tab.client.fetch('/api/items?bad')),
    tab.inPage(() => tab.client.fetch('/api/items?good')),
  ];
  expect(await tab.msUntil(good)).toBe(0);
  tab.runtime.refuses = () => false;
  expect(await (await tab.world.finish(bad)).text()).toBe('poison');
});

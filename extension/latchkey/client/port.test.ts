import { describe, expect, test } from 'vitest';
import { settled } from '../testing/fake-clock.ts';
import { senderIn, tabWithPort } from '../testing/tab-with-port.ts';
import type { Client } from './types.ts';

const tab = tabWithPort();

test('a call is answered through the port, and no message is sent', async () => {
  expect(await (await tab.get()).text()).toContain('/api/items');
  expect(await tab.inPage(() => tab.client.state())).toMatchObject({ status: 'signed-in' });
  expect([tab.runtime.ports.length, tab.runtime.posted.length, tab.runtime.sent.length]).toEqual([1, 2, 0]);
});

describe('a call that is slow', () => {
  test('is sent as a message too, and made once', async () => {
    tab.world.server.next('/api/items', { delayMs: 1_000 });
    expect(await tab.status(tab.get())).toBe(200);
    await tab.world.clock.advance(1_000);
    expect([tab.runtime.posted.length, tab.runtime.sent.length, tab.made()]).toEqual([1, 1, 1]);
  });

  test('counts once for the rate limit', async () => {
    const calls = Array.from({ length: 150 }, () => {
      tab.world.server.next('/api/items', { delayMs: 1_000 });
      return tab.status(tab.get());
    });
    expect(new Set(await Promise.all(calls))).toEqual(new Set([200]));
    expect([tab.runtime.sent.length, tab.made()]).toEqual([150, 150]);
  });

  test('is ended by its caller, by whichever way it was asked', async () => {
    tab.world.server.next('/api/items', 'hang');
    const stop = new AbortController();
    const call = tab.inPage(() => tab.client.fetch('/api/items', { signal: stop.signal }));
    await tab.world.clock.advance(100);
    tab.inPage(() => stop.abort());
    await expect(call).rejects.toMatchObject({ code: 'aborted' });
    await settled();
    expect(tab.runtime.sent).toMatchObject([{ call: { type: 'abort' } }]);
  });
});

describe('a port that answers other calls meanwhile', () => {
  test('is waited for, as in a burst', async () => {
    tab.world.server.next('/api/items', { delayMs: 400 }, { delayMs: 200 });
    const calls = [tab.get(), tab.get()];
    expect(await tab.msUntil(Promise.all(calls))).toBe(400);
    expect(tab.runtime.sent).toEqual([]);
  });

  test('is not waited for longer than two seconds', async () => {
    tab.world.server.next('/api/items', 'hang');
    const call = tab.get();
    while (tab.runtime.sent.length === 0) {
      await tab.inPage(() => tab.client.state());
      await tab.world.clock.advance(50);
    }
    expect(tab.runtime.sent).toMatchObject([{ call: { type: 'fetch' } }]);
    expect(tab.runtime.posted.length).toBeLessThanOrEqual(42);
    await expect(tab.world.finish(call)).rejects.toMatchObject({ code: 'deadline-exceeded' });
  });
});

describe('a port that swallows', () => {
  test.for(['nothing', 'calls'] as const)('and carries %s costs half a second', async (carries) => {
    await tab.get();
    tab.runtime.carries = carries;
    expect(await tab.msUntil(tab.get())).toBe(500);
    expect(tab.made()).toBe(2);
  });

  test('is given up: the next call has another one', async () => {
    await tab.get();
    tab.runtime.carries = 'nothing';
    expect(await tab.status(tab.get())).toBe(200);
    tab.runtime.carries = 'everything';
    expect(await tab.msUntil(tab.get())).toBe(0);
    expect([tab.runtime.ports.length, tab.runtime.open]).toEqual([2, 1]);
  });

  test('takes no other call with it', async () => {
    tab.runtime.carries = 'nothing';
    const calls = [tab.get()];
    await tab.world.clock.advance(200);
    calls.push(tab.get());
    expect(await tab.msUntil(Promise.all(calls))).toBe(50);
    expect(tab.made()).toBe(2);
  });
});

describe('a port that closes', () => {
  test('under a call whose worker lives: the call is asked by a message at once, and made once', async () => {
    tab.world.server.next('/api/items', { delayMs: 1_000 });
    const call = tab.get();
    await tab.world.clock.advance(100);
    tab.runtime.endPorts();
    await settled();
    expect(tab.runtime.sent.length).toBe(1);
    expect(await tab.status(call)).toBe(200);
    await tab.world.clock.advance(1_000);
    expect(tab.made()).toBe(1);
  });

  test('after the answer was given away into it: the answer is given again', async () => {
    tab.runtime.carries = 'calls';
    const call = tab.get();
    await settled();
    expect(tab.made()).toBe(1);
    tab.runtime.endPorts();
    expect(await tab.status(call)).toBe(200);
    expect(tab.made()).toBe(1);
  });

  test('when it has been idle, so that the background may sleep', async () => {
    await tab.get();
    await tab.world.clock.advance(1_900);
    await tab.get();
    await tab.world.clock.advance(1_900);
    expect(tab.runtime.open).toBe(1);
    await tab.world.clock.advance(2_000);
    expect([tab.runtime.open, tab.runtime.ports.length]).toEqual([0, 1]);
    expect((await tab.get()).status).toBe(200);
    expect(tab.runtime.ports.length).toBe(2);
  });
});

describe('a worker that dies', () => {
  test('between two calls, and tells: the next call wakes another one by a port', async () => {
    await tab.get();
    tab.runtime.stopWorker();
    expect(await tab.msUntil(tab.get())).toBe(0);
    expect(tab.runtime.sent).toEqual([]);
  });

  test('between two calls, and does not tell: that costs half a second', async () => {
    await tab.get();
    tab.runtime.stopWorker(false);
    expect(await tab.msUntil(tab.get())).toBe(500);
  });

  test.for([
    ['at once', 'tells', 10],
    ['at once', 'does not tell', 10],
    ['after it was asked by a message too', 'tells', 500],
    ['after it was asked by a message too', 'does not tell', 500],
  ] as const)('under a call, %s, and %s: the next one answers', async ([_, tells, afterMs]) => {
    tab.world.server.next('/api/items', 'hang');
    const call = tab.get();
    await tab.world.clock.advance(afterMs);
    tab.runtime.stopWorker(tells === 'tells');
    expect(await tab.msUntil(call)).toBeLessThanOrEqual(250);
    expect((await call).status).toBe(200);
  });

  test('under a call that may be made once only: that never goes through a port, and is told as lost', async () => {
    tab.world.server.next('/api/items', 'hang');
    const call = tab.inPage(() => tab.client.fetch('/api/items', { method: 'POST', body: 'text' }));
    await tab.world.clock.advance(100);
    tab.runtime.stopWorker();
    await expect(tab.world.finish(call)).rejects.toMatchObject({ code: 'worker-lost' });
    expect([tab.runtime.posted.length, tab.runtime.sent.length]).toEqual([0, 1]);
  });
});

test('a page that comes back out of the cache asks what it has not heard', async () => {
  await tab.get();
  tab.world.server.next('/api/items', { delayMs: 200 });
  const call = tab.get();
  await settled();
  tab.leave();
  expect([tab.runtime.open, tab.runtime.sent.length]).toEqual([0, 0]);
  expect(await tab.status(call)).toBe(200);
  expect(tab.made()).toBe(2);
  expect(tab.runtime.ports.length).toBe(1);
});

test('a page whose extension was updated hears so, whether it has a port or not', async () => {
  await tab.get();
  tab.world.server.next('/api/items', 'hang');
  const under = tab.get();
  await tab.world.clock.advance(10);
  tab.runtime.id = undefined;
  tab.runtime.endPorts();
  await expect(under).rejects.toMatchObject({ code: 'context-invalidated' });
  await expect(tab.get()).rejects.toMatchObject({ code: 'context-invalidated' });
});

test('a large body is not sent twice', async () => {
  tab.world.server.next('/api/items', { delayMs: 1_000 });
  const init = { method: 'POST', body: new Uint8Array(100_000), idempotencyKey: 'a' };
  expect(await tab.status(tab.inPage(() => tab.client.fetch('/api/items', init)))).toBe(200);
  expect([tab.runtime.posted.length, tab.runtime.sent.length]).toEqual([0, 1]);
});

test('thirty tabs, a port each: when the worker dies under all, each is answered', async () => {
  const pages = [];
  for (let nth = 1; nth <= 30; nth++) pages.push(await tab.openPage(senderIn(nth)));
  const write = (by: Client, key: string) =>
    tab.inPage(() => by.fetch('/api/items', { method: 'POST', body: key, idempotencyKey: key }));
  const writes = await Promise.all(pages.map((page, nth) => write(page.client, `${nth}`)));
  expect(writes.every(({ ok }) => ok)).toBe(true);
  expect(pages.map((page) => page.runtime.open)).toEqual(Array(30).fill(1));

  for (const page of pages) page.runtime.carries = 'calls';
  const more = pages.map((page, nth) => write(page.client, `${nth} again`));
  expect(await tab.msUntil(Promise.all(more))).toBe(500);
  expect(new Set(tab.world.server.seen.map(({ body }) => body)).size).toBeGreaterThanOrEqual(60);
  expect(tab.made('POST /api/items')).toBe(60);

  for (const page of pages) page.runtime.carries = 'everything';
  const reads = pages.map((page) => tab.get(page.client));
  for (const [nth, page] of pages.entries()) page.runtime.stopWorker(nth % 2 === 0);
  const statuses = Promise.all(reads.map(tab.status));
  expect(await tab.msUntil(statuses)).toBeLessThanOrEqual(300);
  expect(new Set(await statuses)).toEqual(new Set([200]));
});

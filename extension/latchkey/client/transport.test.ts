import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Reply } from '../protocol/messages.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import { inWorldTime } from '../testing/world-time.ts';

const sendMessage = vi.fn<() => Promise<Reply>>();
let ask: typeof import('./transport.ts')['ask'];
let runtimeTransport: typeof import('./transport.ts')['runtimeTransport'];
beforeEach(async () => {
  vi.stubGlobal('chrome', { runtime: { id: 'us', sendMessage } });
  vi.stubGlobal('document', {});
  // It takes the browser's API as it finds it when it is loaded.
  vi.resetModules();
  ({ ask, runtimeTransport } = await import('./transport.ts'));
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
  sendMessage.mockReset();
});

const never = () => new Promise<never>(() => {});

test('a call that the browser keeps to itself is made again where that may be, and ends', async () => {
  const clock = new FakeClock();
  sendMessage.mockImplementationOnce(never).mockResolvedValueOnce({ ok: true, value: [] });
  const denied = inWorldTime(clock.after, () => ask(runtimeTransport, { type: 'denied' }));
  await clock.advance(29_999);
  expect(sendMessage).toHaveBeenCalledTimes(1);
  await clock.advance(1);
  expect(await denied).toEqual([]);
});

test('a write that the browser keeps to itself is not made twice, and whoever made it hears of it', async () => {
  const clock = new FakeClock();
  sendMessage.mockImplementation(never);
  const lost = inWorldTime(clock.after, () =>
    ask(runtimeTransport, { type: 'sign-out', everywhere: false }, { safe: false }),
  ).catch((error) => error);
  await clock.advance(30_000);
  expect(await lost).toMatchObject({ code: 'worker-lost' });
  expect(sendMessage).toHaveBeenCalledTimes(1);
});

import { beforeEach, expect, test, vi } from 'vitest';
import type { Reply } from '../../protocol/messages.ts';
import { FakeClock } from '../../testing/fake-clock.ts';
import { createCallsById } from './calls-by-id.ts';

let clock: FakeClock;
let calls: ReturnType<typeof createCallsById>;
const make = vi.fn<(signal: AbortSignal) => Promise<Reply>>();
beforeEach(() => {
  clock = new FakeClock();
  calls = createCallsById(clock);
  make.mockReset().mockResolvedValue({ ok: true, value: null });
});

const withBody = (bytes: number): Reply => ({
  ok: true,
  value: { status: 200, statusText: '', url: '', headers: [], body: new Uint8Array(bytes) },
});

test('a call that runs is joined', async () => {
  const one = Promise.withResolvers<Reply>();
  make.mockReturnValue(one.promise);
  const replies = [calls.reply('a', make), calls.reply('a', make)];
  one.resolve({ ok: true, value: null });
  expect(await Promise.all(replies)).toEqual([
    { ok: true, value: null },
    { ok: true, value: null },
  ]);
  expect(make).toHaveBeenCalledTimes(1);
});

test('one that was answered is not made again, for a while', async () => {
  await calls.reply('a', make);
  await clock.advance(4_999);
  await calls.reply('a', make);
  expect(make).toHaveBeenCalledTimes(1);
  await clock.advance(1);
  await calls.reply('a', make);
  expect(make).toHaveBeenCalledTimes(2);
});

test('one that has failed is not made again either', async () => {
  make.mockResolvedValue({ ok: false, error: { code: 'offline', message: '' } });
  await calls.reply('a', make);
  expect(await calls.reply('a', make)).toMatchObject({ error: { code: 'offline' } });
  expect(make).toHaveBeenCalledTimes(1);
});

test.for<[string, Reply]>([
  ['what a worker says that is being stopped', { ok: false, error: { code: 'worker-lost', message: '' } }],
  ['a large answer', withBody(64 * 1024 + 1)],
])('%s is not kept', async ([_, reply]) => {
  make.mockResolvedValue(reply);
  await calls.reply('a', make);
  await calls.reply('a', make);
  expect(make).toHaveBeenCalledTimes(2);
});

test('a body of the most that is kept is kept', async () => {
  make.mockResolvedValue(withBody(64 * 1024));
  await calls.reply('a', make);
  await calls.reply('a', make);
  expect(make).toHaveBeenCalledTimes(1);
});

test('of very many calls the oldest is forgotten', async () => {
  for (let call = 0; call <= 201; call++) await calls.reply(`${call}`, make);
  make.mockClear();
  await calls.reply('201', make);
  expect(make).not.toHaveBeenCalled();
  await calls.reply('0', make);
  expect(make).toHaveBeenCalledTimes(1);
});

test('a clock that is set back keeps nothing for ever', async () => {
  await calls.reply('a', make);
  clock.jump(-3_600_000);
  await calls.reply('a', make);
  expect(make).toHaveBeenCalledTimes(2);
});

test('only the first time that a call comes again is expected', async () => {
  expect(calls.isFirstRepeat('a')).toBe(false);
  await calls.reply('a', make);
  expect([calls.isFirstRepeat('a'), calls.isFirstRepeat('a')]).toEqual([true, false]);
});

test('a call is ended while it runs', async () => {
  make.mockImplementation(
    (signal) =>
      new Promise((resolve) =>
        signal.addEventListener('abort', () =>
          resolve({ ok: false, error: { code: 'aborted', message: '' } }),
        ),
      ),
  );
  const reply = calls.reply('a', make);
  calls.abort('other');
  calls.abort('a');
  expect(await reply).toMatchObject({ error: { code: 'aborted' } });
});

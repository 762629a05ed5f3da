import { expect, onTestFinished, test, vi } from 'vitest';
import { millis } from '../time/time.ts';
import { startSweeping } from './sweeping.ts';

test('what has expired is removed by a clock that is believed, and nothing by one that is not', async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const swept: number[] = [];
  const store = {
    sweep: async (now: number) => {
      swept.push(now);
      return 0;
    },
  };
  let trusted = false;
  const clock = () => millis(17);
  const log = { error: () => {} };
  const stop = startSweeping({ store, clock, clockTrusted: () => trusted, log, everyMs: 1_000 });
  vi.advanceTimersByTime(5_000);
  expect(swept).toEqual([]);
  trusted = true;
  vi.advanceTimersByTime(2_000);
  expect(swept).toEqual([17, 17]);
  stop();
  vi.advanceTimersByTime(5_000);
  expect(swept).toHaveLength(2);
});

import { expect, test } from 'vitest';
import { isBusy, whileBusy } from './busy-retry.ts';

const failure = (errcode: number) => Object.assign(new Error('database is locked'), { errcode });
const busy = failure(5);

/** Fails so often, then succeeds. */
function failing(times: number, cause: Error) {
  let calls = 0;
  return () => {
    calls += 1;
    if (calls <= times) throw cause;
    return calls;
  };
}

function patience() {
  let now = 0;
  return whileBusy(
    () => now,
    async (ms) => {
      now += ms;
    },
  );
}

test('what is busy is done again until it is done', async () => {
  expect(await patience()(failing(100, busy))).toBe(101);
});

test('what is busy for longer than five seconds has failed', async () => {
  await expect(patience()(failing(1000, busy))).rejects.toBe(busy);
});

test('any other failure is one at once', async () => {
  const full = failure(13);
  await expect(patience()(failing(1, full))).rejects.toBe(full);
});

test.each([
  [5, true],
  [261, true],
  [517, true],
  [6, false],
  [13, false],
])('error code %i is busy: %s', (errcode, expected) => {
  expect(isBusy(failure(errcode))).toBe(expected);
});

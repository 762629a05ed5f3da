import { describe, expect, test } from 'vitest';
import { type ClockReference, judgeClock } from './judge-clock.ts';
import { millis } from './time.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const START = 1_800_000_000_000;

/** A reading so many milliseconds later, by a clock that is so many ahead. */
const reading = (passedMs: number, aheadMs: number) => ({
  wall: millis(START + passedMs + aheadMs),
  uptimeMs: millis(MINUTE + passedMs),
});
const first = judgeClock(null, reading(0, 0));
const after = (...readings: readonly (readonly [passedMs: number, aheadMs: number])[]): ClockReference =>
  readings.reduce((reference, [passed, ahead]) => judgeClock(reference, reading(passed, ahead)), first);
const isDoubted = ({ doubtedAtMs }: ClockReference) => doubtedAtMs !== null;

describe('a wall clock', () => {
  test.each([
    ['runs on', [[90 * DAY, 0]]],
    ['is corrected a little', [[DAY, 9 * MINUTE]]],
    ['is set back', [[DAY, -100 * DAY]]],
    [
      'is set back, and right again',
      [
        [MINUTE, -100 * DAY],
        [2 * MINUTE, 0],
      ],
    ],
    [
      'was far ahead, and is right again',
      [
        [MINUTE, 100 * DAY],
        [2 * MINUTE, 0],
      ],
    ],
    [
      'has been ahead for a day',
      [
        [MINUTE, 100 * DAY],
        [MINUTE + DAY, 100 * DAY],
      ],
    ],
  ] as const)('that %s is believed', (_, readings) => {
    expect(isDoubted(after(...readings))).toBe(false);
  });

  test.each([
    ['an hour', [[MINUTE, 60 * MINUTE]]],
    ['a hundred days', [[MINUTE, 100 * DAY]]],
    [
      'a hundred days, for hours',
      [
        [MINUTE, 100 * DAY],
        [DAY, 100 * DAY],
      ],
    ],
    [
      'one day, right again and then a hundred days',
      [
        [MINUTE, DAY],
        [DAY, 0],
        [2 * DAY, 100 * DAY],
      ],
    ],
    [
      'one day and then a hundred, the next day',
      [
        [MINUTE, DAY],
        [DAY, 100 * DAY],
      ],
    ],
  ] as const)('that jumps ahead by %s is doubted', (_, readings) => {
    expect(isDoubted(after(...readings))).toBe(true);
  });

  test('is believed after a start of the machine, whatever it says', () => {
    const booted = { wall: millis(START + 100 * DAY), uptimeMs: millis(1_000) };
    expect(judgeClock(after([MINUTE, 0]), booted)).toEqual({ ...booted, doubtedAtMs: null });
  });

  test('that has been believed after a day is measured anew', () => {
    const believed = after([MINUTE, 100 * DAY], [MINUTE + DAY, 100 * DAY]);
    expect(isDoubted(judgeClock(believed, reading(3 * DAY, 100 * DAY)))).toBe(false);
    expect(isDoubted(judgeClock(believed, reading(3 * DAY, 101 * DAY)))).toBe(true);
  });

  test('that goes on leaves its reference as it is', () => {
    expect(judgeClock(first, reading(DAY, 0))).toBe(first);
  });
});

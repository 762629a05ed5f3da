import { expect, test } from 'vitest';
import { type Lived, refreshCauses } from './refresh-causes.ts';

const refresh = (atMs: number, generation: number, delivered = true) => ({ atMs, generation, delivered });
const causes = (lived: Partial<Lived>) =>
  refreshCauses({ refreshes: [], workerStops: [], awayTimes: [], accessLifeMs: 2_000, ...lived });

test('a rotation when the token is nearly at its end is caused by that', () => {
  expect(causes({ refreshes: [refresh(0, 2), refresh(1_700, 3)] })).toEqual(['expiry']);
});

test('a second rotation soon after the first has no cause', () => {
  expect(causes({ refreshes: [refresh(0, 2), refresh(300, 3)] })).toEqual(['none']);
});

test('one worker death between two rotations explains the second, one before both does not', () => {
  const refreshes = [refresh(1_000, 2), refresh(1_300, 3)];
  expect(causes({ refreshes, workerStops: [{ fromMs: 1_050, toMs: 1_100 }] })).toEqual(['worker death']);
  expect(causes({ refreshes, workerStops: [{ fromMs: 500, toMs: 600 }] })).toEqual(['none']);
});

test('an answer that broke explains the next rotation, also when it was that of a replay', () => {
  expect(causes({ refreshes: [refresh(0, 2, false), refresh(300, 3)] })).toEqual(['lost answer']);
  expect(causes({ refreshes: [refresh(0, 2), refresh(200, 2, false), refresh(500, 3)] })).toEqual([
    'lost answer',
  ]);
});

test('a replay is no rotation', () => {
  expect(causes({ refreshes: [refresh(0, 2), refresh(100, 2), refresh(2_000, 3)] })).toEqual(['expiry']);
});

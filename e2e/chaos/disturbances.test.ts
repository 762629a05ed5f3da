import fc from 'fast-check';
import { expect, test } from 'vitest';
import { disturbances } from './disturbances.ts';

const run = { durationMs: 60_000, tabs: 30 };

test('the same seed gives the same run, and another seed another one', () => {
  expect(disturbances('a', run)).toEqual(disturbances('a', run));
  expect(disturbances('a', run)).not.toEqual(disturbances('b', run));
});

test('they come in order and within the run, at tabs that exist, and each kind comes', () => {
  fc.assert(
    fc.property(fc.string(), (seed) => {
      const all = disturbances(seed, run);
      const times = all.map(({ atMs }) => atMs);
      expect(times).toEqual(times.toSorted((a, b) => a - b));
      expect(times.every((atMs) => atMs > 0 && atMs < run.durationMs)).toBe(true);
      expect(all.every((each) => !('tab' in each) || (each.tab >= 0 && each.tab < run.tabs))).toBe(true);
      expect(new Set(all.map(({ is }) => is)).size).toBe(4);
    }),
  );
});

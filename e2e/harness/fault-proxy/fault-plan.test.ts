import fc from 'fast-check';
import { expect, test } from 'vitest';
import { randomFaults } from './fault-plan.ts';

const seed = fc.string();
const n = fc.nat(10_000);

test('the same seed gives the same faults, in whatever order they are asked for', () => {
  fc.assert(
    fc.property(seed, fc.array(n, { maxLength: 20 }), (name, requests) => {
      const forwards = requests.map((each) => randomFaults(name, 0.5)('/api/me', each));
      const backwards = requests.toReversed().map((each) => randomFaults(name, 0.5)('/api/me', each));
      expect(backwards.toReversed()).toEqual(forwards);
    }),
  );
});

test('as many requests meet a fault as the rate says, and every kind of fault occurs', () => {
  const faults = Array.from({ length: 5_000 }, (_, each) => randomFaults('seed', 0.3)('/api/me', each));
  const met = faults.filter(({ is }) => is !== 'none');
  expect(met.length / faults.length).toBeCloseTo(0.3, 1);
  expect(new Set(met.map(({ is }) => is))).toEqual(
    new Set(['delay', 'drop-request', 'drop-answer', 'cut-body', 'gateway', 'duplicate']),
  );
});

test('two paths do not share their faults', () => {
  const of = (path: string) => Array.from({ length: 50 }, (_, each) => randomFaults('seed', 0.5)(path, each));
  expect(of('/api/me')).not.toEqual(of('/auth/refresh'));
});

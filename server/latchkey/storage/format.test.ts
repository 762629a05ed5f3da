import { expect, test } from 'vitest';
import manifest from '../package.json' with { type: 'json' };
import { FORMAT, formatText, stepsFrom } from './format.ts';
import { RELEASE } from './release.ts';

const steps = [
  { to: FORMAT, run: 'second' },
  { to: 2, run: 'first' },
].slice(0, FORMAT === 2 ? 1 : 2);

test('the release is the one of the package', () => {
  expect(RELEASE).toBe(manifest.version);
});

test('a storage of this format is left alone', () => {
  expect(stepsFrom(formatText, steps)).toBeNull();
});

test('one from before formats were written down is moved up through all of them, in order', () => {
  expect(stepsFrom(null, steps)?.map(({ to }) => to)).toEqual(steps.map(({ to }) => to).toSorted());
  expect(stepsFrom(null, [{ to: 1, run: 'done already' }])).toEqual([]);
});

test('a newer one is refused in a line that names the release which wrote it', () => {
  const newer = JSON.stringify({ format: FORMAT + 1, release: '9.8.7' });
  expect(() => stepsFrom(newer, steps)).toThrow(
    /^The storage was written by Latchkey 9\.8\.7 .*Start 9\.8\.7 or a later one/,
  );
  expect(() => stepsFrom(newer, steps)).toThrow(expect.objectContaining({ name: 'StartError' }));
});

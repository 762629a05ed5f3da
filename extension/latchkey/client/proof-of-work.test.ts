import { createChallenge, verifySolution } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';
import { expect, test } from 'vitest';
import { solveChallenge } from './proof-of-work.ts';

const secrets = { hmacSignatureSecret: 'signature', hmacKeySignatureSecret: 'key' };
const given = async (counter: number) => {
  const challenge = await createChallenge({
    algorithm: 'PBKDF2/SHA-256',
    cost: 10,
    counter,
    deriveKey,
    ...secrets,
  });
  return { ...challenge, parameters: { ...challenge.parameters } };
};

test.each([0, 1, 2, 3, 41])(
  'a challenge whose answer is the attempt %i is solved, and the progress never goes back',
  async (counter) => {
    const challenge = await given(counter);
    const progress: number[] = [];
    const { solution } = await solveChallenge(challenge, (fraction) => progress.push(fraction));
    expect((await verifySolution({ challenge, solution, deriveKey, ...secrets })).verified).toBe(true);
    expect(progress.at(0)).toBe(0);
    expect(progress.at(-1)).toBe(1);
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
  },
);

test('nothing is tried any more once it is solved', async () => {
  const challenge = await given(5);
  const progress: number[] = [];
  await solveChallenge(challenge, (fraction) => progress.push(fraction));
  const reports = progress.length;
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
  expect(progress).toHaveLength(reports);
});

test('what can not be solved is said as such', async () => {
  const challenge = await given(1);
  const broken = { ...challenge, parameters: { ...challenge.parameters, keyPrefix: 'no hex' } };
  await expect(solveChallenge(broken, () => {})).rejects.toMatchObject({ code: 'challenge-failed' });
});

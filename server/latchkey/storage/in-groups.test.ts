import { expect, test } from 'vitest';
import { type InGroupsDeps, inGroups } from './in-groups.ts';

interface Work {
  readonly on?: string;
  readonly name: string;
}

/** Groups that are under way until they are told to end. */
function underHand(options: Omit<InGroupsDeps<Work, string>, 'carryOut'> = {}) {
  const groups: { names: string[]; end(): void; fail(cause: Error): void }[] = [];
  const run = inGroups<Work, string>({
    ...options,
    on: ({ on }) => on,
    carryOut(works) {
      const names = works.map(({ name }) => name);
      const { promise, resolve, reject } = Promise.withResolvers<string[]>();
      groups.push({ names, end: () => resolve(names.map((name) => `${name} done`)), fail: reject });
      return promise;
    },
  });
  return { run, groups, names: () => groups.map(({ names }) => names) };
}
const turns = async () => {
  for (let n = 0; n < 5; n += 1) await new Promise((turn) => setImmediate(turn));
};

test('what comes in one turn is one group, and what comes while it is under way the next', async () => {
  const { run, groups, names } = underHand();
  const first = [run({ name: 'a' }), run({ name: 'b' })];
  await turns();
  const second = [run({ name: 'c' }), run({ name: 'd' })];
  await turns();
  expect(names()).toEqual([['a', 'b']]);
  groups[0]?.end();
  expect(await Promise.all(first)).toEqual(['a done', 'b done']);
  await turns();
  expect(names()).toEqual([
    ['a', 'b'],
    ['c', 'd'],
  ]);
  groups[1]?.end();
  expect(await Promise.all(second)).toEqual(['c done', 'd done']);
});

test('two groups at once, and no third', async () => {
  const { run, groups, names } = underHand({ atOnce: 2 });
  for (const name of ['a', 'b', 'c', 'd']) {
    void run({ name });
    await turns();
  }
  expect(names()).toEqual([['a'], ['b']]);
  groups[1]?.end();
  await turns();
  expect(names()).toEqual([['a'], ['b'], ['c', 'd']]);
});

test('what would make a group too large is in the next one', async () => {
  const { run, groups, names } = underHand({ most: 2 });
  for (const name of ['a', 'b', 'c']) void run({ name });
  await turns();
  groups[0]?.end();
  await turns();
  expect(names()).toEqual([['a', 'b'], ['c']]);
});

test('work on the same is done in its order, and never in one group or in two at once', async () => {
  const { run, groups, names } = underHand({ atOnce: 2 });
  for (const name of ['first', 'second', 'third']) void run({ name, on: 'x' });
  void run({ name: 'other', on: 'y' });
  await turns();
  expect(names()).toEqual([['first', 'other']]);
  groups[0]?.end();
  await turns();
  groups[1]?.end();
  await turns();
  expect(names()).toEqual([['first', 'other'], ['second'], ['third']]);
});

test('a group that fails fails for all of it, and what was held back for it goes on', async () => {
  const { run, groups, names } = underHand();
  const settled = Promise.allSettled([run({ name: 'a', on: 'x' }), run({ name: 'b' })]);
  const heldBack = run({ name: 'c', on: 'x' });
  await turns();
  groups[0]?.fail(new Error('lost'));
  expect((await settled).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  await turns();
  groups[1]?.end();
  expect(await heldBack).toBe('c done');
  expect(names()).toEqual([['a', 'b'], ['c']]);
});

test('a result that is still to be had keeps no other one waiting', async () => {
  const late = Promise.withResolvers<string>();
  const run = inGroups<string, string>({
    carryOut: async (works) => works.map((work) => (work === 'late' ? late.promise : work)),
  });
  const waiting = run('late');
  expect(await run('prompt')).toBe('prompt');
  expect(await run('next')).toBe('next');
  late.reject(new Error('refused'));
  await expect(waiting).rejects.toThrow('refused');
});

import { expect, onTestFinished, test, vi } from 'vitest';
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

test('work on the same waits for a result that is still to be had, and for one that is refused', async () => {
  const late = new Map([
    ['first', Promise.withResolvers<string>()],
    ['second', Promise.withResolvers<string>()],
  ]);
  const groups: string[][] = [];
  const run = inGroups<Work, string>({
    on: ({ on }) => on,
    async carryOut(works) {
      groups.push(works.map(({ name }) => name));
      return works.map(({ name }) => late.get(name)?.promise ?? `${name} done`);
    },
  });
  const asked = ['first', 'second', 'third'].map((name) => run({ name, on: 'x' }));
  expect(await run({ name: 'other', on: 'y' })).toBe('other done');
  expect(await run({ name: 'next', on: 'y' })).toBe('next done');
  expect(groups).toEqual([['first', 'other'], ['next']]);
  late.get('first')?.resolve('first late');
  await turns();
  expect(groups.slice(2)).toEqual([['second']]);
  late.get('second')?.reject(new Error('refused'));
  await turns();
  expect(groups.slice(3)).toEqual([['third']]);
  expect((await Promise.allSettled(asked)).map(({ status }) => status)).toEqual([
    'fulfilled',
    'rejected',
    'fulfilled',
  ]);
});

test('what is not answered in time fails, under way or not, and is not begun any more', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  let now = 0;
  const pass = (ms: number) => {
    now += ms;
    vi.advanceTimersByTime(ms);
    return turns();
  };
  const { run, groups, names } = underHand({ patience: { ms: 100, monotonic: () => now } });
  const answers: string[] = [];
  const ask = (name: string, on?: string) =>
    void run({ name, ...(on !== undefined && { on }) }).then(
      (answer) => answers.push(answer),
      ({ message }) => answers.push(`${name} ${message}`),
    );
  ask('hangs', 'x');
  await turns();
  ask('waits', 'x');
  await pass(60);
  ask('is later', 'x');
  await pass(39);
  expect(answers).toEqual([]);
  await pass(1);
  expect(answers.splice(0)).toEqual(['hangs not answered within 100 ms', 'waits not answered within 100 ms']);
  groups[0]?.end();
  await turns();
  groups[1]?.end();
  await turns();
  await pass(1_000);
  expect(answers).toEqual(['is later done']);
  expect(names()).toEqual([['hangs'], ['is later']]);
});

test('all that was asked for is answered before it is drained', async () => {
  const { run, groups } = underHand();
  const events: string[] = [];
  await run.drained();
  void run({ name: 'a' }).then((answer) => events.push(answer));
  await turns();
  void run({ name: 'b' }).then(
    () => {},
    ({ message }) => events.push(message),
  );
  void run.drained().then(() => events.push('drained'));
  groups[0]?.end();
  await turns();
  expect(events).toEqual(['a done']);
  groups[1]?.fail(new Error('b refused'));
  await turns();
  expect(events).toEqual(['a done', 'b refused', 'drained']);
});

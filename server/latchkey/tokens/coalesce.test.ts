import { expect, test } from 'vitest';
import { coalesce } from './coalesce.ts';

/** Work whose runs end when the test says so; a run sees what was true when it began. */
function anObserver() {
  const ends: PromiseWithResolvers<void>[] = [];
  const seen: string[] = [];
  const world = { is: 'old' };
  const look = coalesce(async () => {
    seen.push(world.is);
    const end = Promise.withResolvers<void>();
    ends.push(end);
    await end.promise;
  });
  return { ends, seen, world, look };
}
const settled = () => new Promise((resolve) => setImmediate(resolve));

test('who asks during a run is answered by one that has begun later', async () => {
  const { ends, seen, world, look } = anObserver();
  let answered = false;
  const first = look();
  world.is = 'new';
  const second = look().then(() => {
    answered = true;
  });
  ends[0]?.resolve();
  await first;
  await settled();
  expect([answered, seen]).toEqual([false, ['old', 'new']]);
  ends[1]?.resolve();
  await second;
});

test('however many ask during a run, there is one more', async () => {
  const { ends, seen, look } = anObserver();
  const all = [look(), look(), look(), look()];
  ends[0]?.resolve();
  await settled();
  ends[1]?.resolve();
  await Promise.all(all);
  expect(seen).toHaveLength(2);
  const later = look();
  expect(seen).toHaveLength(3);
  ends[2]?.resolve();
  await later;
});

test('a run that fails fails for those who asked before it began, and for nobody after', async () => {
  const { ends, look } = anObserver();
  const first = look();
  const second = look();
  ends[0]?.reject(new Error('unreadable'));
  await expect(first).rejects.toThrow('unreadable');
  await settled();
  ends[1]?.resolve();
  await expect(second).resolves.toBeUndefined();
});

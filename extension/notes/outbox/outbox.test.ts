import { LatchkeyError } from 'latchkey/errors';
import { expect, test } from 'vitest';
import { createMemoryArea } from '../key-value-area.ts';
import type { PendingNote } from '../note.ts';
import { createOutbox, flushOutbox } from './outbox.ts';

const note = (key: string, createdAt: number): PendingNote => ({
  ...{ key, createdAt, userId: 'ada', url: 'https://example.com/', text: key },
});

async function flushed(failures: Readonly<Record<string, LatchkeyError>>) {
  const outbox = createOutbox(createMemoryArea());
  for (const [at, key] of ['a', 'b', 'c'].entries()) await outbox.put(note(key, at));
  const tried: string[] = [];
  const done = flushOutbox(outbox, 'ada', 10, async ({ key, ...rest }) => {
    tried.push(key);
    const failure = failures[key];
    if (failure !== undefined) throw failure;
    return { id: key, ...rest };
  });
  const error = await done.then(
    () => null,
    (cause) => cause,
  );
  return { tried, left: (await outbox.of('ada')).map(({ key }) => key), error };
}

test('a note that the server will never take keeps no other back, and stays for its writer', async () => {
  const never = new LatchkeyError('refused', 'no', {
    problem: { code: 'invalid_request', status: 400, title: 'no' },
  });
  expect(await flushed({ a: never })).toEqual({ tried: ['a', 'b', 'c'], left: ['a'], error: null });
});

test('while the server is away, nothing is tried in vain', async () => {
  const away = new LatchkeyError('offline', 'away');
  expect(await flushed({ a: away })).toEqual({ tried: ['a'], left: ['a', 'b', 'c'], error: away });
});

test('what is stored as a note and is none is left out, and keeps no real one back', async () => {
  const area = createMemoryArea();
  const outbox = createOutbox(area);
  await outbox.put(note('real', 1));
  await area.set({
    'pending-note/ada/text': 'not a record',
    'pending-note/ada/null': null,
    'pending-note/ada/numbers': { ...note('numbers', 2), text: 7 },
    'pending-note/ada/timeless': { ...note('timeless', 3), createdAt: Number.NaN },
    'pending-note/ada/of-another': { ...note('of-another', 4), userId: 'mallory' },
  });
  expect((await outbox.of('ada')).map(({ key }) => key)).toEqual(['real']);
});

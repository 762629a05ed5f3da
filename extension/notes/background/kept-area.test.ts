import { expect, test } from 'vitest';
import { createMemoryArea } from '../key-value-area.ts';
import type { PendingNote } from '../note.ts';
import { createOutbox } from '../outbox/outbox.ts';
import { announcing } from './kept-area.ts';

const here = 'https://a.example/';
const note: PendingNote = { key: 'k', userId: 'ada', url: here, text: 'kept', createdAt: 1 };

test('who puts a note into the outbox, or takes one out, changes what waits of its page and of no other', async () => {
  const changed: string[] = [];
  const outbox = createOutbox(announcing(createMemoryArea(), (url) => void changed.push(url)));
  await outbox.put(note);
  expect(changed).toEqual([here]);
  await outbox.put({ ...note, key: 'other', url: 'https://b.example/' });
  expect(changed).toEqual([here, 'https://b.example/']);
  await outbox.remove(note);
  expect(changed).toEqual([here, 'https://b.example/', here]);
  expect((await outbox.of('ada')).map(({ key }) => key)).toEqual(['other']);
});

test('a draft, a count, and a note that is not there any more change no outbox', async () => {
  const changed: string[] = [];
  const kept = announcing(createMemoryArea(), (url) => void changed.push(url));
  await kept.set({ 'draft-note/ada/https://a.example/': 'begun', 'page-count/ada/https://a.example/': 1 });
  await kept.remove('draft-note/ada/https://a.example/');
  await createOutbox(kept).remove(note);
  expect(changed).toEqual([]);
});

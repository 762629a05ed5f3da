import type { SessionState } from 'latchkey/client';
import { expect, test } from 'vitest';
import { createMemoryArea } from '../key-value-area.ts';
import type { PendingNote } from '../note.ts';
import { createOutbox } from '../outbox/outbox.ts';
import { createSelectionKeeper } from './selection-keeper.ts';
import { createWaitingSelections } from './waiting-selections.ts';

const selection = { text: 'selected words', url: 'https://example.com/a' };
const ada = { status: 'signed-in', user: { id: 'ada', username: 'ada' } } as SessionState;
const nobody = { status: 'signed-out' } as SessionState;

function setUp(state: SessionState, opens: boolean, add = async (_note: PendingNote) => {}) {
  const outbox = createOutbox(createMemoryArea());
  const selections = createWaitingSelections(createMemoryArea());
  const told: number[] = [];
  const keep = createSelectionKeeper({
    state: async () => state,
    outbox,
    selections,
    notes: {
      async add(note) {
        await add(note);
        return { id: 'n', text: note.text, createdAt: 0 };
      },
    },
    newKey: () => 'key',
    now: () => 5,
    openPanel: async () => opens,
    tellOfSelection: (tabId) => void told.push(tabId),
  });
  return { keep, outbox, selections, told };
}

const kept = { key: 'key', userId: 'ada', url: selection.url, text: selection.text, createdAt: 5 };

test('is a note on its way before the panel opens, which sends it', async () => {
  const sent: PendingNote[] = [];
  const { keep, outbox } = setUp(ada, true, async (note) => void sent.push(note));
  await keep(1, selection);
  expect(await outbox.of('ada')).toEqual([kept]);
  expect(sent).toEqual([]);
});

test('is sent by the background where no panel opens', async () => {
  const sent: PendingNote[] = [];
  const { keep, outbox } = setUp(ada, false, async (note) => void sent.push(note));
  await keep(1, selection);
  expect(sent).toEqual([kept]);
  expect(await outbox.of('ada')).toEqual([]);
});

test('stays on its way where it can not be sent now', async () => {
  const { keep, outbox } = setUp(ada, false, () => Promise.reject(new Error('offline')));
  await keep(1, selection);
  expect(await outbox.of('ada')).toEqual([kept]);
});

test('waits for the panel of its tab where nobody is signed in', async () => {
  const { keep, selections, told } = setUp(nobody, true);
  await keep(4, selection);
  expect(told).toEqual([4]);
  expect(await selections.take(3)).toEqual([]);
  expect(await selections.take(4)).toEqual([selection]);
});

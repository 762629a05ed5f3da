import { expect, test } from 'vitest';
import { createMemoryArea } from '../key-value-area.ts';
import { createTickets } from './tickets.ts';

const url = 'https://example.com/a';
const ours = { tabId: 1, frameId: 7, documentId: 'd1' };

function setUp() {
  let now = 1_000_000;
  const area = createMemoryArea();
  return {
    area,
    tickets: createTickets(area, () => now),
    wait: (ms: number) => {
      now += ms;
    },
  };
}

test('the frame that shows the ticket of its tab is let in, and told which page it is for', async () => {
  const { tickets } = setUp();
  await tickets.issue('secret', 1, url);
  expect(await tickets.isAdmitted(ours)).toBe(false);
  expect(await tickets.enter('secret', ours)).toBe(url);
  expect(await tickets.isAdmitted(ours)).toBe(true);
  expect(await tickets.admitted(1)).toEqual([ours]);
});

test.for([
  ['another ticket', 'guess', ours],
  ['no ticket', '', ours],
  ['the ticket of another tab', 'secret', { ...ours, tabId: 2 }],
] as const)('%s lets nobody in', async ([_, ticket, frame]) => {
  const { tickets } = setUp();
  await tickets.issue('secret', 1, url);
  expect(await tickets.enter(ticket, frame)).toBe(null);
  expect(await tickets.isAdmitted(frame)).toBe(false);
});

test('a ticket is good once; the frame that has used it may ask again, where the answer was lost', async () => {
  const { tickets } = setUp();
  await tickets.issue('secret', 1, url);
  await tickets.enter('secret', ours);
  expect(await tickets.enter('secret', { ...ours, frameId: 8 })).toBe(null);
  expect(await tickets.enter('secret', { ...ours, documentId: 'd2' })).toBe(null);
  expect(await tickets.enter('secret', ours)).toBe(url);
});

test('a document that takes the place of ours in its frame is not let in', async () => {
  const { tickets } = setUp();
  await tickets.issue('secret', 1, url);
  await tickets.enter('secret', ours);
  expect(await tickets.isAdmitted({ ...ours, documentId: 'd2' })).toBe(false);
});

test('the next panel of a tab takes the place of the one before', async () => {
  const { tickets } = setUp();
  await tickets.issue('secret', 1, url);
  await tickets.enter('secret', ours);
  await tickets.issue('next', 1, url);
  expect(await tickets.isAdmitted(ours)).toBe(false);
});

test('a ticket that nobody has shown for a minute is not good any more', async () => {
  const { tickets, wait } = setUp();
  await tickets.issue('secret', 1, url);
  wait(61_000);
  expect(await tickets.enter('secret', ours)).toBe(null);
});

test('a hundred tabs are remembered, and no more', async () => {
  const { tickets, area, wait } = setUp();
  for (let tabId = 0; tabId < 120; tabId++) {
    wait(1);
    await tickets.issue(`ticket ${tabId}`, tabId, url);
  }
  expect(Object.keys(await area.list(''))).toHaveLength(100);
  expect(await tickets.enter('ticket 119', { ...ours, tabId: 119 })).toBe(url);
  expect(await tickets.enter('ticket 3', { ...ours, tabId: 3 })).toBe(null);
});

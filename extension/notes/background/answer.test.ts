import type { SessionState } from 'latchkey/client';
import type { Caller } from 'latchkey/policy';
import { describe, expect, test } from 'vitest';
import { createMemoryArea } from '../key-value-area.ts';
import { createPageCounts } from '../page-counts.ts';
import { setShownOn } from '../panel-settings.ts';
import { createAnswer } from './answer.ts';
import { createTickets } from './tickets.ts';
import { createWaitingSelections } from './waiting-selections.ts';

const to = 'notes-background';
const ticket = 'a ticket of 24 letters..';
const script: Caller = { type: 'content-script', origin: 'https://a.example', topFrame: true, key: 's' };
const frame = { tabId: 1, frameId: 7, documentId: 'd' };
const panel: Caller = { type: 'framed-page', path: '/notes-panel.html', frame, key: 'p' };
const page: Caller = { type: 'extension-page', path: '/options.html', key: 'o' };

const ada: SessionState = {
  status: 'signed-in',
  version: 1,
  user: { id: 'ada', username: 'ada' },
  sessionId: 's',
  signedInAt: 0,
  condition: 'idle',
};

function setUp(state: SessionState = ada) {
  const [kept, settings, session] = [createMemoryArea(), createMemoryArea(), createMemoryArea()];
  const said: unknown[] = [];
  const selections = createWaitingSelections(session);
  const answer = createAnswer({
    tickets: createTickets(session, () => 0),
    counts: createPageCounts(kept),
    selections,
    kept,
    settings,
    state: async () => state,
    tellTab: (...told) => void said.push(told),
    tellPanel: async (...told) => void said.push(told),
  });
  return { answer, kept, settings, selections, said };
}

/** Everything that a panel may ask. */
const questions = [
  { to, ask: 'read', key: 'draft-note/ada/https://b.example/' },
  { to, ask: 'list', prefix: 'draft-note/ada/' },
  { to, ask: 'write', items: { 'pending-note/ada/k': 'planted' } },
  { to, ask: 'forget', key: 'draft-note/ada/https://b.example/' },
  { to, ask: 'selections' },
  { to, ask: 'tell', message: { do: 'close' } },
];

describe('a content script', () => {
  test('is told how many notes there are on its page, and whether to show the tab', async () => {
    const { answer, kept, settings } = setUp();
    await createPageCounts(kept).keep('ada', 'https://a.example/x?y', 3);
    expect(await answer({ to, ask: 'here', path: '/x?y' }, script, 1)).toEqual({ shown: true, count: 3 });
    await setShownOn(settings, 'a.example', false);
    expect(await answer({ to, ask: 'here', path: '/z' }, script, 1)).toEqual({ shown: false, count: 0 });
  });

  test('learns nothing of anybody else, and nothing where nobody is signed in', async () => {
    const nobody = setUp({ status: 'signed-out', version: 1, reason: 'user' });
    await createPageCounts(nobody.kept).keep('ada', 'https://a.example/', 3);
    expect(await nobody.answer({ to, ask: 'here', path: '/' }, script, 1)).toEqual({ shown: true, count: 0 });
  });

  test.for([
    ['//b.example/', 'another origin as a path'],
    ['https://b.example/', 'another origin'],
    ['@b.example/', 'the origin as a user name'],
    ['.b.example/', 'the origin as a part of a longer one'],
    [':444/', 'another port'],
  ])('gets no count of another origin by %s (%s)', async ([path]) => {
    const { answer, kept } = setUp();
    for (const origin of ['https://b.example', 'https://a.example.b.example', 'https://a.example:444']) {
      await createPageCounts(kept).keep('ada', `${origin}/`, 3);
    }
    const here = (await answer({ to, ask: 'here', path }, script, 1)) as { count: number } | null;
    expect(here?.count ?? 0).toBe(0);
  });

  test.for(questions)('gets nothing for %o', async (question) => {
    const { answer, kept, said } = setUp();
    await kept.set({ 'draft-note/ada/https://b.example/': 'secret' });
    expect(await answer(question, script, 1)).toBe(null);
    expect(await kept.list('')).toEqual({ 'draft-note/ada/https://b.example/': 'secret' });
    expect(said).toEqual([]);
  });

  test('is nobody in a frame', async () => {
    const { answer } = setUp();
    expect(await answer({ to, ask: 'here', path: '/' }, { ...script, topFrame: false }, 1)).toBe(null);
  });
});

describe('a panel', () => {
  test.for(questions)('without a ticket gets nothing for %o', async (question) => {
    const { answer, kept, said } = setUp();
    await kept.set({ 'draft-note/ada/https://b.example/': 'secret' });
    expect(await answer(question, panel, 1)).toBe(null);
    expect(await kept.list('')).toEqual({ 'draft-note/ada/https://b.example/': 'secret' });
    expect(said).toEqual([]);
  });

  test('with one keeps drafts, takes what was selected, and speaks to its own tab', async () => {
    const { answer, selections, said } = setUp();
    await answer({ to, ask: 'open', path: '/x', ticket }, script, 1);
    expect(await answer({ to, ask: 'enter', ticket }, panel, 1)).toEqual({ url: 'https://a.example/x' });
    await answer({ to, ask: 'write', items: { draft: 'begun' } }, panel, 1);
    expect(await answer({ to, ask: 'read', key: 'draft' }, panel, 1)).toEqual({ draft: 'begun' });
    await selections.put(1, { text: 'here', url: 'https://a.example/x' });
    await selections.put(2, { text: 'elsewhere', url: 'https://b.example/' });
    expect(await answer({ to, ask: 'selections' }, panel, 1)).toEqual([
      { text: 'here', url: 'https://a.example/x' },
    ]);
    expect(await answer({ to, ask: 'selections' }, panel, 1)).toEqual([]);
    await answer({ to, ask: 'tell', message: { do: 'count', count: 2 } }, panel, 1);
    expect(said).toEqual([[1, { to: 'notes-tab', do: 'count', count: 2 }]]);
  });

  test('is another page of ours where its path is another', async () => {
    const { answer } = setUp();
    await answer({ to, ask: 'open', path: '/x', ticket }, script, 1);
    const popup: Caller = { ...panel, path: '/popup.html' };
    expect(await answer({ to, ask: 'enter', ticket }, popup, 1)).toBe(null);
  });
});

test('what is kept of one kind and one user is given together, and never everything', async () => {
  const { answer, kept } = setUp();
  const list = (prefix: unknown) => answer({ to, ask: 'list', prefix }, page, null);
  const ofAda = { 'draft-note/ada/https://a.example/': 'a', 'draft-note/ada/https://b.example/': 'b' };
  await kept.set({ ...ofAda, 'draft-note/adam/x': 'c', 'page-count/ada/x': 1 });
  expect(await list('draft-note/ada/')).toEqual(ofAda);
  for (const prefix of ['', 'draft-note/ada', null, undefined, ['/'], `${'x'.repeat(10_000)}/`]) {
    expect(await list(prefix)).toBe(null);
  }
  expect(await answer({ to, ask: 'read', key: null }, page, null)).toBe(null);
});

test('a page of the extension reaches what is kept; what nobody can name, and nonsense, gets nothing', async () => {
  const { answer, kept } = setUp();
  await kept.set({ draft: 'begun' });
  expect(await answer({ to, ask: 'read', key: 'draft' }, page, null)).toEqual({ draft: 'begun' });
  const nobody: Caller = { type: 'nobody', reason: 'no-web-origin' };
  expect(await answer({ to, ask: 'read', key: 'draft' }, nobody, 1)).toBe(null);
  for (const nonsense of [null, {}, { ask: 'open', path: 'x', ticket }, { ask: 'write', items: 7 }]) {
    expect(await answer(nonsense, script, 1)).toBe(null);
  }
});

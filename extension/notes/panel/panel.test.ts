import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createPanelWorld } from '../testing/panel-world.ts';

let world: ReturnType<typeof createPanelWorld>;
const settle = () => vi.advanceTimersByTimeAsync(1);

beforeEach(() => {
  vi.useFakeTimers();
  world = createPanelWorld();
});
afterEach(() => vi.useRealTimers());

describe('the panel', () => {
  test('asks nobody anything until it is opened', async () => {
    world.signIn();
    await settle();
    expect(world.server.calls).toBe(0);
  });

  test('shows the notes of this page once somebody is signed in', async () => {
    world.server.notes.push({
      id: 'n1',
      url: 'https://example.com/a',
      text: 'old',
      created_at: '2026-01-01T00:00:00Z',
    });
    world.panel.open();
    await settle();
    expect(world.rows()).toEqual([]);
    world.signIn();
    await settle();
    expect(world.rows()).toEqual(['old [saved]']);
  });

  test('shows nothing of one user to the next, nor to nobody', async () => {
    world.panel.open();
    world.signIn('ada');
    await settle();
    world.write('mine');
    await settle();
    world.signOut();
    expect(world.rows()).toEqual([]);
    expect(world.shown.said).toBe('');
  });

  test('follows the page of a single-page application', async () => {
    world.panel.open();
    world.signIn();
    await settle();
    world.write('about a');
    await settle();
    world.goTo('https://example.com/b');
    await settle();
    expect(world.rows()).toEqual([]);
    world.goTo('https://example.com/a');
    await settle();
    expect(world.rows()).toEqual(['about a [saved]']);
  });
});

describe('a list that could not be loaded', () => {
  const saved = { id: 'n1', url: 'https://example.com/a', text: 'old', created_at: '2026-01-01T00:00:00Z' };
  beforeEach(async () => {
    world.server.notes.push(saved);
    world.server.fail('offline');
    world.panel.open();
    world.signIn('ada', 'offline');
    await settle();
    expect(world.rows()).toEqual([]);
    world.server.fail(null);
  });

  test('is loaded at once when the session says that the server is back', async () => {
    world.signIn('ada', 'idle');
    await settle();
    expect(world.rows()).toEqual(['old [saved]']);
  });

  test('is tried again by itself', async () => {
    await vi.advanceTimersByTimeAsync(10_000);
    expect(world.rows()).toEqual(['old [saved]']);
  });

  test('asks for nothing more once the panel is closed', async () => {
    world.close();
    const { calls } = world.server;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(world.server.calls).toBe(calls);
  });
});

describe('a note', () => {
  beforeEach(async () => {
    world.panel.open();
    world.signIn();
    await settle();
  });

  test('is saved once and listed once', async () => {
    world.write('hello');
    await settle();
    expect(world.rows()).toEqual(['hello [saved]']);
    expect(world.server.notes).toHaveLength(1);
    expect(world.shown.draft).toBe('');
  });

  test('waits while the server is away and is sent when it is back', async () => {
    world.server.fail('offline');
    world.write('patient');
    await settle();
    expect(world.rows()).toEqual(['patient [waiting]']);
    world.server.fail(null);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(world.rows()).toEqual(['patient [saved]']);
  });

  test('is sent at once when the session says that the server is back', async () => {
    world.server.fail('offline');
    world.write('eager');
    await settle();
    world.server.fail(null);
    world.signIn('ada');
    await settle();
    expect(world.rows()).toEqual(['eager [saved]']);
  });

  test('whose answer was lost is not written twice', async () => {
    world.server.loseNextAnswer();
    world.write('once');
    await settle();
    expect(world.rows()).toEqual(['once [waiting]']);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(world.server.notes.map(({ text }) => text)).toEqual(['once']);
    expect(world.rows()).toEqual(['once [saved]']);
    expect(await world.area.list('')).toEqual({});
  });

  test('is never sent under another name', async () => {
    world.server.fail('offline');
    world.write('for ada');
    await settle();
    world.server.fail(null);
    world.signIn('eve');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(world.server.notes).toEqual([]);
    world.signIn('ada');
    await settle();
    expect(world.server.notes.map(({ text }) => text)).toEqual(['for ada']);
  });

  test('that the server will never take says so and can be deleted', async () => {
    world.server.refuse(Response.json({ code: 'invalid_request' }, { status: 400 }));
    world.write('impossible');
    await settle();
    expect(world.rows()).toEqual(['impossible [refused]']);
    world.remove('key1');
    await settle();
    expect(world.rows()).toEqual([]);
    expect(await world.area.list('')).toEqual({});
  });

  test('deleted elsewhere meanwhile is simply gone', async () => {
    world.write('fleeting');
    await settle();
    world.server.notes.length = 0;
    world.remove('n1');
    await settle();
    expect(world.rows()).toEqual([]);
  });

  test('that the page is too full for says so, and is not sent again and again', async () => {
    world.server.refuse(Response.json({ code: 'limit_reached' }, { status: 409 }));
    world.write('one too many');
    await settle();
    const { calls } = world.server;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(world.rows()).toEqual(['one too many [refused]']);
    expect(world.server.calls).toBe(calls);
  });

  test('that another tab is sending is asked for again soon', async () => {
    world.server.refuse(
      Response.json({ code: 'idempotency_in_progress' }, { status: 409, headers: { 'Retry-After': '1' } }),
    );
    world.write('sent twice at once');
    await settle();
    world.server.refuse(null);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(world.rows()).toEqual(['sent twice at once [saved]']);
  });

  test('that can not be kept stands in the field again, says why, and is in the draft', async () => {
    world.failStorage('writing');
    world.write('my long text');
    await settle();
    world.mendStorage();
    world.type(world.shown.draft);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(world.shown.draft).toBe('my long text');
    expect(world.shown.said).not.toBe('');
    expect(world.shown.model?.access.type).toBe('signed-in');
    expect(Object.values(await world.area.list(''))).toEqual(['my long text']);
  });

  test('that is kept but can not be read is sent once, when it can be', async () => {
    world.failStorage('reading');
    world.write('patient');
    await settle();
    expect(world.shown.draft).toBe('');
    world.mendStorage();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(world.server.notes.map(({ text }) => text)).toEqual(['patient']);
  });

  test('made of a selection is added as it is', async () => {
    world.select('selected words');
    await settle();
    expect(world.rows()).toEqual(['selected words [saved]']);
  });
});

describe('a selection', () => {
  test('is safe before the list of notes is there, and so is the next one', async () => {
    const release = world.server.holdLists();
    world.select('first');
    world.signIn();
    await settle();
    world.select('second');
    await settle();
    release();
    await settle();
    expect(world.server.notes.map(({ text }) => text).sort()).toEqual(['first', 'second']);
  });

  test('belongs to the page that it was made on, once, wherever the user goes meanwhile', async () => {
    world.select('about a');
    await settle();
    world.goTo('https://example.com/b');
    await settle();
    world.signIn();
    await settle();
    world.goTo('https://example.com/a');
    await settle();
    expect(world.rows()).toEqual(['about a [saved]']);
    expect(world.server.notes.map(({ url }) => url)).toEqual(['https://example.com/a']);
  });
});

describe('a draft', () => {
  test('is there again for its writer, and for nobody else', async () => {
    world.panel.open();
    world.signIn('ada');
    await settle();
    world.type('half a thou');
    world.signOut();
    await settle();
    expect(world.shown.draft).toBe('');
    world.signIn('eve');
    await settle();
    expect(world.shown.draft).toBe('');
    world.signIn('ada');
    await settle();
    expect(world.shown.draft).toBe('half a thou');
  });

  test('that is being written goes along when the page changes its address under it', async () => {
    world.panel.open();
    world.signIn();
    await settle();
    for (const letters of ['twen', 'twenty let', 'twenty letters']) {
      world.type(letters);
      world.goTo(`https://example.com/a?q=${letters.length}`);
      await settle();
      expect(world.shown.draft).toBe(letters);
    }
    world.leavePanel();
    world.goTo('https://example.com/b');
    await settle();
    expect(world.shown.draft).toBe('');
    world.goTo('https://example.com/a?q=4');
    await settle();
    expect(world.shown.draft).toBe('');
    world.goTo('https://example.com/a?q=14');
    await settle();
    expect(world.shown.draft).toBe('twenty letters');
  });

  test('is begun by nobody who types into a field of the page', async () => {
    world.panel.open();
    world.signIn();
    await settle();
    world.leavePanel();
    const before = world.shown.focusTaken;
    world.goTo('https://example.com/a?q=sear');
    await settle();
    expect(world.shown).toMatchObject({ focused: false, focusTaken: before });
  });

  test('of a selection waits for the sign-in', async () => {
    world.select('keep me');
    world.signOut();
    await settle();
    world.signIn();
    await settle();
    expect(world.rows()).toEqual(['keep me [saved]']);
  });
});

test('an updated extension asks for a reload and keeps what was written', async () => {
  world.panel.open();
  world.signIn();
  await settle();
  world.server.fail('context-invalidated');
  world.write('do not lose me');
  await settle();
  expect(world.shown.model?.access.type).toBe('reload-needed');
  expect(Object.keys(await world.area.list(''))).toEqual(['pending-note/ada/key1']);
});

test('a panel that is orphaned with a note on its way says so, and tries nothing any more', async () => {
  world.panel.open();
  world.signIn();
  await settle();
  world.server.fail('offline');
  world.write('on its way');
  await settle();
  world.updateExtension();
  world.failStorage('reading');
  await vi.advanceTimersByTimeAsync(10_000);
  expect(world.shown.model?.access.type).toBe('reload-needed');
  expect(vi.getTimerCount()).toBe(0);
});

test('a panel that is opened only after the extension was updated says so', () => {
  const world = createPanelWorld();
  world.updateExtension();
  world.panel.open();
  expect(world.shown.model).toMatchObject({ open: true, access: { type: 'reload-needed' } });
});

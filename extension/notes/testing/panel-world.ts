import type { Client, SessionState } from 'latchkey/client';
import { LatchkeyError, type LatchkeyErrorCode } from 'latchkey/errors';
import { readLocale, translateFrom } from '../../account/testing/translate.ts';
import { createMemoryArea } from '../key-value-area.ts';
import { createPanel } from '../panel/panel.ts';
import { type PanelModel, rowsOf } from '../panel/panel-model.ts';
import type { PanelActions } from '../panel/panel-view.ts';

interface StoredNote {
  id: string;
  url: string;
  text: string;
  created_at: string;
}

/** A server of notes that answers as the real one does: the same key is answered once. */
function createNotesServer() {
  const notes: StoredNote[] = [];
  const answered = new Map<string, StoredNote>();
  let trouble: LatchkeyErrorCode | null = null;
  let refusal: Response | null = null;
  let losing = false;
  let calls = 0;
  let slow: Promise<void> | null = null;
  const fetch: Client['fetch'] = async (input, init = {}) => {
    calls += 1;
    if (trouble) throw new LatchkeyError(trouble, trouble);
    const url = new URL(String(input), 'http://server');
    if (init.method === 'POST') {
      if (refusal) return refusal.clone();
      const key = init.idempotencyKey ?? '';
      const note = answered.get(key) ?? {
        id: `n${notes.length + 1}`,
        ...(JSON.parse(String(init.body)) as { url: string; text: string }),
        created_at: new Date(notes.length * 1000).toISOString(),
      };
      if (!answered.has(key)) notes.push(note);
      answered.set(key, note);
      if (losing) {
        losing = false;
        throw new LatchkeyError('deadline-exceeded', 'the answer never came');
      }
      return Response.json(note, { status: 201 });
    }
    if (init.method === 'DELETE') {
      const at = notes.findIndex(({ id }) => url.pathname.endsWith(`/${id}`));
      if (at >= 0) notes.splice(at, 1);
      return new Response(null, { status: at >= 0 ? 204 : 404 });
    }
    await slow;
    return Response.json({ notes: notes.filter((note) => note.url === url.searchParams.get('url')) });
  };
  return {
    notes,
    fetch,
    get calls() {
      return calls;
    },
    fail(code: LatchkeyErrorCode | null) {
      trouble = code;
    },
    /** The next write is done, but its answer does not arrive. */
    loseNextAnswer() {
      losing = true;
    },
    refuse(response: Response | null) {
      refusal = response;
    },
    /** Lists are answered when the function that is returned is called. */
    holdLists(): () => void {
      const { promise, resolve } = Promise.withResolvers<void>();
      slow = promise;
      return resolve;
    },
  };
}

/** One panel in one page with everything around it: the user, the session, the server and the storage. */
export function createPanelWorld() {
  const server = createNotesServer();
  const area = createMemoryArea();
  const { get, list, set } = area;
  const listeners = new Set<(state: SessionState) => void>();
  let state: SessionState = { status: 'unknown', version: 0 };
  let page = 'https://example.com/a';
  let keys = 0;
  let alive = true;
  const shown = { model: null as PanelModel | null, draft: '', said: '', focused: true, focusTaken: 0 };

  const client: Client = {
    fetch: server.fetch,
    getToken: () => Promise.reject(new LatchkeyError('denied', 'not in a panel')),
    state: async () => state,
    onStateChange(listener) {
      listeners.add(listener);
      listener(state);
      return () => listeners.delete(listener);
    },
    onUserChange: () => () => {},
  };

  const open = () => {
    let actions: PanelActions | undefined;
    const panel = createPanel({
      client,
      area,
      page: () => page,
      now: () => 1_000_000 + keys,
      newKey: () => `key${++keys}`,
      t: translateFrom(readLocale('en')),
      alive: () => alive,
      left: () => {},
      createView(given) {
        actions = given;
        return {
          show: (model) => {
            shown.model = model;
          },
          say: (sentence) => {
            shown.said = sentence;
          },
          draft: () => shown.draft,
          setDraft: (text) => {
            shown.draft = text;
          },
          focus: () => {
            shown.focused = true;
            shown.focusTaken += 1;
          },
          hasFocus: () => shown.focused,
        };
      },
    });
    if (!actions) throw new Error('the panel made no view');
    return { panel, actions };
  };
  const { panel, actions } = open();

  const session = (next: SessionState) => {
    state = next;
    for (const listener of listeners) listener(next);
  };
  let version = 1;
  return {
    server,
    area,
    panel,
    shown,
    /** The texts of the list, each with how far it is on its way. */
    rows: () =>
      shown.model ? rowsOf(shown.model).map(({ text, step }) => `${text} [${step?.type ?? 'saved'}]`) : [],
    signIn: (id = 'ada', condition: 'idle' | 'offline' = 'idle') =>
      session({
        status: 'signed-in',
        version: version++,
        user: { id, username: id },
        sessionId: 's',
        signedInAt: 0,
        condition,
      }),
    signOut: () => session({ status: 'signed-out', version: version++, reason: 'elsewhere' }),
    updateExtension() {
      alive = false;
    },
    /** The disk is full, or out of order. */
    failStorage(what: 'reading' | 'writing') {
      const fail = () => Promise.reject(new Error('the disk is full'));
      Object.assign(area, what === 'reading' ? { get: fail, list: fail } : { set: fail });
    },
    mendStorage() {
      Object.assign(area, { get, list, set });
    },
    goTo(url: string) {
      page = url;
      panel.pageChanged();
    },
    /** Selects something on the page, to become a note. */
    select(text: string) {
      if (!shown.model?.open) panel.open();
      panel.add(text, page);
    },
    /** Goes on in a field of the page. */
    leavePanel() {
      shown.focused = false;
    },
    type(text: string) {
      shown.draft = text;
      actions.typed();
    },
    write(text: string) {
      shown.draft = text;
      actions.submit();
    },
    remove: (id: string) => actions.remove(id),
    close: () => actions.close(),
  };
}

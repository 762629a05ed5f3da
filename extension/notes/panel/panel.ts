import type { Client, SessionState } from 'latchkey/client';
import { explainError } from '../../account/wording/explain-error.ts';
import type { Translate } from '../../account/wording/translate.ts';
import type { ListedArea } from '../key-value-area.ts';
import { createNotesApi } from '../notes-api.ts';
import { createOutbox } from '../outbox/outbox.ts';
import { createOutboxSender } from '../outbox/outbox-sender.ts';
import { createDraftKeeper } from './draft-keeper.ts';
import { createNoteList } from './note-list.ts';
import {
  accessOf,
  closedPanel,
  createPanelStore,
  readerOf,
  withAccess,
  withOutgoing,
  withoutNote,
} from './panel-model.ts';
import type { PanelActions, PanelView } from './panel-view.ts';

export interface PanelPorts {
  client: Client;
  area: ListedArea;
  /** The page's address now, without its fragment; it changes under a single-page application. */
  page(): string;
  now(): number;
  newKey(): string;
  t: Translate;
  /** False once the extension was updated or removed under this page. */
  alive(): boolean;
  createView(actions: PanelActions): PanelView;
  /** The user has closed the panel: nobody is to see it any more. */
  left(): void;
}

export interface Panel {
  readonly view: PanelView;
  open(): void;
  close(): void;
  /** The page has another address now. */
  pageChanged(): void;
  /** Adds a text as a note of the page that it was selected on, as soon as there is a user to add it for. */
  add(text: string, url: string): void;
  /** The outbox was changed, perhaps in another tab or by the background. */
  outboxChanged(): void;
  /** The page goes away. */
  leave(): void;
}

/**
 * The panel of one page. It asks nobody anything until it is opened for the first time: which pages a person
 * visits is not the server's business, and no worker need wake for them.
 */
export function createPanel({
  client,
  area,
  page,
  now,
  newKey,
  t,
  alive,
  createView,
  left,
}: PanelPorts): Panel {
  const notes = createNotesApi(client);
  const outbox = createOutbox(area);
  const drafts = createDraftKeeper(area);
  const view = createView({ close, typed, submit, remove, retry: () => list.load() });
  const store = createPanelStore(closedPanel(page()), view.show);
  const deliver = createOutboxSender({ store, outbox, notes, say: view.say, t, alive });
  const list = createNoteList({ store, outbox, notes, send: deliver, say: view.say, t });

  let connected = false;
  /** What was selected before anybody could be asked to take it. */
  let selections: { readonly text: string; readonly url: string }[] = [];

  const reader = () => readerOf(store.model.access);

  function open(): void {
    store.update((model) => ({
      ...(alive() ? model : withAccess(model, { type: 'reload-needed' })),
      open: true,
    }));
    view.focus();
    if (connected) {
      followPage();
      void list.load();
    } else {
      connected = true;
      client.onStateChange(sessionChanged);
    }
  }

  function close(): void {
    list.rest();
    drafts.flush();
    store.update((model) => ({ ...model, open: false }));
    left();
  }

  function sessionChanged(state: SessionState): void {
    const before = reader();
    store.update((model) => withAccess(model, accessOf(state)));
    if (reader() !== before) void enter();
    else if (state.status === 'signed-in' && state.condition === 'idle') catchUp();
  }

  /** The server is there: what could not be done while it was away is done now. */
  function catchUp(): void {
    if (store.model.open && store.model.list.type === 'failed') void list.load();
    else if (store.model.outgoing.length > 0) void deliver();
  }

  /** Somebody else reads now, or the same person another page. */
  async function enter(): Promise<void> {
    drafts.flush();
    view.setDraft('');
    view.say('');
    await readHere();
  }

  async function readHere(): Promise<void> {
    const userId = reader();
    if (userId === null) return;
    keepSelections();
    const { url } = store.model;
    const draft = await drafts.read({ userId, url });
    if (reader() !== userId || store.model.url !== url) return;
    if (view.draft() === '') view.setDraft(draft);
    // A page changes its address while its own field is typed in: what is meant for it must not land here.
    if (store.model.open && view.hasFocus()) view.focus();
    await list.load();
  }

  function followPage(): void {
    const url = page();
    const { url: before } = store.model;
    if (url === before) return;
    const userId = reader();
    const text = view.draft();
    store.update((model) => ({ ...closedPanel(url), open: model.open, access: model.access }));
    if (userId === null || text === '' || !view.hasFocus()) return void enter();
    // Nobody loses what they are writing at this moment: it goes along.
    drafts.move({ userId, url: before }, { userId, url }, text);
    void readHere();
  }

  function typed(): void {
    const userId = reader();
    if (userId !== null) drafts.keepSoon({ userId, url: store.model.url }, view.draft());
  }

  async function submit(): Promise<void> {
    const text = view.draft().trim();
    if (text === '') return view.focus();
    view.setDraft('');
    typed();
    await keep(text);
  }

  /** Each for the page that it was selected on, which may be another one by now. */
  function keepSelections(): void {
    const all = selections;
    selections = [];
    for (const { text, url } of all) void keep(text, url);
  }

  /** Into the outbox first, so that the note is safe before anything can go wrong on its way. */
  async function keep(text: string, url = store.model.url): Promise<void> {
    const userId = reader();
    if (userId === null) return;
    const note = { key: newKey(), userId, url, text, createdAt: now() };
    try {
      await outbox.put(note);
    } catch (error) {
      giveBack(text, error);
      return;
    }
    if (reader() === userId && store.model.url === url) {
      store.update((model) => withOutgoing(model, [...model.outgoing.map((item) => item.note), note]));
    }
    await deliver();
  }

  /** What could not be kept stands where it was written, in front of what was written since. */
  function giveBack(text: string, error: unknown): void {
    view.setDraft([text, view.draft()].filter((part) => part !== '').join('\n\n'));
    typed();
    if (alive()) view.say(explainError(error, t));
    else store.update((model) => withAccess(model, { type: 'reload-needed' }));
  }

  async function remove(id: string): Promise<void> {
    const outgoing = store.model.outgoing.find(({ note }) => note.key === id);
    try {
      if (outgoing) await outbox.remove(outgoing.note);
      else await notes.remove(id);
      store.update((model) => withoutNote(model, id));
      view.say(t('panel.deleted'));
      view.focus();
    } catch (error) {
      list.fail(error);
    }
  }

  return {
    view,
    open,
    close,
    pageChanged: followPage,
    add(text, url) {
      selections.push({ text, url });
      if (reader() !== null) keepSelections();
    },
    outboxChanged() {
      void list.followOutbox();
    },
    leave: drafts.flush,
  };
}

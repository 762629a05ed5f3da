import { explainError } from '../../account/wording/explain-error.ts';
import type { Translate } from '../../account/wording/translate.ts';
import type { NotesApi } from '../notes-api.ts';
import type { Outbox } from '../outbox/outbox.ts';
import { decideRetry } from '../outbox/retry-decision.ts';
import { type PanelStore, readerOf, withAccess, withList, withOutgoing } from './panel-model.ts';

export interface NoteListPorts {
  readonly store: PanelStore;
  readonly outbox: Outbox;
  readonly notes: NotesApi;
  /** Sends what waits in the outbox. */
  readonly send: () => Promise<void>;
  readonly say: (text: string) => void;
  readonly t: Translate;
}

/** The notes of the page that the panel shows: loaded, loaded again after a failure that may pass, kept in step. */
export interface NoteList {
  /** Loads what waits in the outbox and what the server has. Never rejects: a failure is shown. */
  load(): Promise<void>;
  /** Loads again when the outbox holds other notes of this page than are shown. */
  followOutbox(): Promise<void>;
  /** Shows a failure, and loads again later where that may help. */
  fail(error: unknown): void;
  /** The panel was closed: nothing is loaded again by itself. */
  rest(): void;
}

export function createNoteList({ store, outbox, notes, send, say, t }: NoteListPorts): NoteList {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const reader = () => readerOf(store.model.access);
  const waitingOf = async (userId: string, url: string) =>
    (await outbox.of(userId)).filter((note) => note.url === url);

  async function load(): Promise<void> {
    clearTimeout(timer);
    const userId = reader();
    if (userId === null) return;
    const { url } = store.model;
    const stillHere = () => reader() === userId && store.model.url === url;
    try {
      const waiting = await waitingOf(userId, url);
      if (stillHere()) store.update((model) => withOutgoing(model, waiting));
      if (waiting.length > 0) void send();
      const list = await notes.list(url);
      if (stillHere()) store.update((model) => withList(model, { type: 'loaded', notes: list }));
    } catch (error) {
      if (stillHere()) fail(error);
    }
  }

  /** A list that is already there is better than a sentence in its place. */
  function fail(error: unknown): void {
    const sentence = explainError(error, t);
    const next = decideRetry(error);
    if (next.type === 'reload') store.update((model) => withAccess(model, { type: 'reload-needed' }));
    else if (store.model.list.type === 'loaded') say(sentence);
    else {
      store.update((model) => withList(model, { type: 'failed', sentence }));
      if (next.type === 'wait' && store.model.open) timer = setTimeout(load, next.forMs);
    }
  }

  return {
    load,
    fail,
    // Most changes of the outbox are this panel's own or of other pages; a load for each would be one per tab and note.
    async followOutbox() {
      const userId = reader();
      if (userId === null) return;
      const waiting = await waitingOf(userId, store.model.url).catch(() => null);
      if (waiting === null) return;
      const shown = new Set(store.model.outgoing.map(({ note }) => note.key));
      if (waiting.length !== shown.size || waiting.some(({ key }) => !shown.has(key))) await load();
    },
    rest: () => clearTimeout(timer),
  };
}

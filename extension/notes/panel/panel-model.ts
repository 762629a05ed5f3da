import type { SessionState } from 'latchkey/client';
import type { Note, PendingNote } from '../note.ts';

/** Who may see notes here, as far as the panel knows. */
export type Access =
  | { readonly type: 'unknown' }
  | { readonly type: 'signed-out' }
  | { readonly type: 'signed-in'; readonly userId: string; readonly offline: boolean }
  /** The extension was updated under this page. */
  | { readonly type: 'reload-needed' };

export type NoteList =
  | { readonly type: 'loading' }
  | { readonly type: 'failed'; readonly sentence: string }
  | { readonly type: 'loaded'; readonly notes: readonly Note[] };

/** A pending note as the panel shows it. */
export interface Outgoing {
  readonly note: PendingNote;
  readonly step:
    | { readonly type: 'sending' }
    | { readonly type: 'waiting' }
    | { readonly type: 'refused'; readonly sentence: string };
}

export interface PanelModel {
  readonly open: boolean;
  readonly url: string;
  readonly access: Access;
  readonly list: NoteList;
  readonly outgoing: readonly Outgoing[];
}

export const closedPanel = (url: string): PanelModel => ({
  open: false,
  url,
  access: { type: 'unknown' },
  list: { type: 'loading' },
  outgoing: [],
});

export function accessOf(state: SessionState): Access {
  switch (state.status) {
    case 'unknown':
      return { type: 'unknown' };
    case 'signed-out':
      return { type: 'signed-out' };
    case 'signed-in':
      return { type: 'signed-in', userId: state.user.id, offline: state.condition === 'offline' };
  }
}

/** The user whose notes may be shown, if any. */
export const readerOf = (access: Access): string | null =>
  access.type === 'signed-in' ? access.userId : null;

/**
 * The panel after a change of access. Another reader, or none, sees nothing of the one before; an orphaned
 * panel stays orphaned.
 */
export function withAccess(model: PanelModel, access: Access): PanelModel {
  if (model.access.type === 'reload-needed') return model;
  if (readerOf(model.access) === readerOf(access)) return { ...model, access };
  return { ...model, access, list: { type: 'loading' }, outgoing: [] };
}

export function withList(model: PanelModel, list: NoteList): PanelModel {
  return { ...model, list };
}

/** The panel with these notes on their way; what is known of one that was there already stays. */
export function withOutgoing(model: PanelModel, notes: readonly PendingNote[]): PanelModel {
  const known = new Map(model.outgoing.map((item) => [item.note.key, item]));
  return {
    ...model,
    outgoing: notes.map((note) => known.get(note.key) ?? { note, step: { type: 'waiting' } }),
  };
}

/** The panel once the server has confirmed a note: no longer on its way, but in the list, once. */
export function withDelivered(model: PanelModel, { key, url }: PendingNote, saved: Note): PanelModel {
  const outgoing = model.outgoing.filter(({ note }) => note.key !== key);
  if (model.list.type !== 'loaded' || url !== model.url) return { ...model, outgoing };
  const others = model.list.notes.filter(({ id }) => id !== saved.id);
  return { ...model, outgoing, list: { type: 'loaded', notes: [saved, ...others] } };
}

export function withStep(model: PanelModel, { key }: PendingNote, step: Outgoing['step']): PanelModel {
  return {
    ...model,
    outgoing: model.outgoing.map((item) => (item.note.key === key ? { ...item, step } : item)),
  };
}

export function withoutNote(model: PanelModel, id: string): PanelModel {
  const outgoing = model.outgoing.filter(({ note }) => note.key !== id);
  if (model.list.type !== 'loaded') return { ...model, outgoing };
  return {
    ...model,
    outgoing,
    list: { type: 'loaded', notes: model.list.notes.filter((note) => note.id !== id) },
  };
}

/** One line of the list. */
export interface Row {
  readonly id: string;
  readonly text: string;
  readonly createdAt: number;
  readonly step: Outgoing['step'] | null;
}

/** What the list shows, newest first; notes on their way are above the others. */
export function rowsOf({ list, outgoing }: PanelModel): Row[] {
  const newestFirst = (a: Row, b: Row) => b.createdAt - a.createdAt;
  const onTheirWay = outgoing.map(({ note, step }) => ({
    id: note.key,
    text: note.text,
    createdAt: note.createdAt,
    step,
  }));
  const saved = list.type === 'loaded' ? list.notes.map((note) => ({ ...note, step: null })) : [];
  return [...onTheirWay.sort(newestFirst), ...saved.sort(newestFirst)];
}

/** The one place where the panel's model changes; each change is shown at once. */
export interface PanelStore {
  readonly model: PanelModel;
  update(change: (model: PanelModel) => PanelModel): void;
}

export function createPanelStore(first: PanelModel, show: (model: PanelModel) => void): PanelStore {
  let model = first;
  return {
    get model() {
      return model;
    },
    update(change) {
      model = change(model);
      show(model);
    },
  };
}

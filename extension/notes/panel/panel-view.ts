import { element, icon } from '../dom.ts';
import { MAX_NOTE_LENGTH } from '../note.ts';
import { t } from '../texts.ts';
import { type CoverWatch, watchCover } from './cover-watch.ts';
import { fitHeight } from './fit-height.ts';
import { createNoteRows } from './note-rows.ts';
import { type PanelModel, rowsOf } from './panel-model.ts';

/** What the user can do in the panel. */
export interface PanelActions {
  close(): void;
  typed(): void;
  submit(): void;
  remove(id: string): void;
  retry(): void;
}

export interface PanelView {
  show(model: PanelModel): void;
  /** Tells a screen reader, and whoever looks at the foot of the panel, what has just happened. */
  say(sentence: string): void;
  draft(): string;
  setDraft(text: string): void;
  focus(): void;
  /** Whether what is typed now goes into the panel. */
  hasFocus(): boolean;
}

export interface PanelViewPorts {
  /** The panel would like to be so many CSS pixels high. */
  readonly fit: (height: number) => void;
}

const cross = 'M5 5l10 10M15 5L5 15';

/** Builds the panel in its document. Everything that is not fixed text comes in as text nodes. */
export function createPanelView(
  place: HTMLElement,
  actions: PanelActions,
  { fit }: PanelViewPorts,
): PanelView {
  const title = t('panel.title');
  const close = element(
    'button',
    { type: 'button', class: 'icon', 'aria-label': t('panel.close') },
    icon(cross),
  );
  const message = element('p', { class: 'message' });
  const offline = element('p', { class: 'offline' }, t('panel.offline'));
  const text = element('textarea', {
    id: 'new-note',
    rows: '3',
    dir: 'auto',
    maxlength: String(MAX_NOTE_LENGTH),
    placeholder: t('panel.placeholder'),
    'aria-describedby': 'left',
  });
  const left = element('span', { id: 'left' });
  const add = element('button', { type: 'button', class: 'primary' }, t('panel.add'));
  const newNote = element(
    'div',
    { class: 'new' },
    element('label', { for: 'new-note' }, t('panel.newNote')),
    text,
    element('div', { class: 'foot' }, left, add),
  );
  const list = element('ul', { 'aria-label': t('panel.list') });
  const retry = element('button', { type: 'button', class: 'retry' }, t('panel.retry'));
  const status = element('p', { class: 'status', role: 'status' });
  const content = element('div', { class: 'content' }, offline, newNote, message, retry, list);
  const body = element('div', { class: 'body' }, content);
  const panel = element(
    'section',
    { class: 'panel', role: 'dialog', 'aria-label': title, tabindex: '-1' },
    element('header', {}, element('h2', {}, title), close),
    body,
    status,
  );
  place.append(panel);
  fitHeight({ panel, body, content }, fit);

  const say = (sentence: string) => {
    status.textContent = sentence;
  };
  const cover = watchCover(panel);
  const onPress = (button: HTMLElement, act: () => void) => {
    button.addEventListener('click', (event) => press(event, cover, say, act));
  };
  const showRows = createNoteRows(list, actions.remove, onPress);
  const countLeft = () => {
    const rest = MAX_NOTE_LENGTH - text.value.length;
    left.textContent = rest <= 200 ? t('panel.left', rest) : '';
  };

  close.addEventListener('click', actions.close);
  onPress(retry, actions.retry);
  onPress(add, actions.submit);
  text.addEventListener('input', () => {
    countLeft();
    actions.typed();
  });
  panel.addEventListener('keydown', (event) => {
    if (event.isComposing) return;
    if (event.key === 'Escape') actions.close();
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) actions.submit();
  });

  return {
    show(model) {
      const { access, list: notes } = model;
      const signedIn = access.type === 'signed-in';
      const rows = rowsOf(model);
      // What can not be sent any more can still be copied.
      const orphaned = access.type === 'reload-needed';
      text.readOnly = orphaned;
      add.disabled = orphaned;
      newNote.hidden = !signedIn && !(orphaned && text.value !== '');
      offline.hidden = !(signedIn && access.offline);
      retry.hidden = !(signedIn && notes.type === 'failed');
      message.textContent = messageOf(model, rows.length);
      message.hidden = message.textContent === '';
      list.hidden = rows.length === 0;
      showRows(rows);
    },
    say,
    draft: () => text.value,
    setDraft(draft) {
      text.value = draft;
      countLeft();
    },
    focus: () => (newNote.hidden ? panel : text).focus(),
    hasFocus: () => document.hasFocus() && panel.contains(document.activeElement),
  };
}

/**
 * A press that the page may have tricked out of the user does nothing but say so. A key is no such press: it goes to what
 * has the focus, wherever the page puts what it covers the panel with. Browsers count no clicks for it.
 */
function press(
  { detail: clicks }: MouseEvent,
  cover: CoverWatch,
  say: (sentence: string) => void,
  act: () => void,
): void {
  if (clicks === 0 || cover.inFullView()) act();
  else say(t('panel.covered'));
}

function messageOf({ access, list }: PanelModel, rows: number): string {
  switch (access.type) {
    case 'unknown':
      return t('panel.unknown');
    case 'signed-out':
      return t('panel.signedOut');
    case 'reload-needed':
      return t('panel.reload');
    case 'signed-in':
      if (list.type === 'failed') return list.sentence;
      if (list.type === 'loading') return t('panel.loading');
      return rows === 0 ? t('panel.empty') : '';
  }
}

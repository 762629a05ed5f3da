import { MAX_NOTE_LENGTH } from '../note.ts';
import { element, icon, onTrusted } from './dom.ts';
import { createNoteRows } from './note-rows.ts';
import { pageScheme } from './page-scheme.ts';
import { type PanelModel, rowsOf } from './panel-model.ts';
import { t } from './texts.ts';

/** What the user can do in the panel. */
export interface PanelActions {
  toggle(): void;
  close(): void;
  typed(): void;
  submit(): void;
  remove(id: string): void;
  retry(): void;
}

export interface PanelView {
  show(model: PanelModel): void;
  /** Whether the tab shows while the panel is closed. */
  showTab(shown: boolean): void;
  /** Tells a screen reader, and whoever looks at the foot of the panel, what has just happened. */
  say(sentence: string): void;
  draft(): string;
  setDraft(text: string): void;
  focus(): void;
  /** Gives the focus back to where it was before the panel took it. */
  leave(): void;
  /** An event in the panel that the keystroke shield has caught. */
  hear(event: Event): void;
}

const page = 'M5 2.5h7.5L16 6v11.5H5ZM8 8.5h5M8 11.5h5';
const cross = 'M5 5l10 10M15 5L5 15';

/** Builds the panel in its shadow root. Everything that is not fixed text comes in as text nodes. */
export function createPanelView(root: ShadowRoot, actions: PanelActions): PanelView {
  const title = t('panel.title');
  const tab = element(
    'button',
    { type: 'button', class: 'tab', 'aria-label': title, title, 'aria-expanded': 'false' },
    icon(page),
  );
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
  // No form: a page that got hold of one could submit it, and that event would be trusted.
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
  const panel = element(
    'section',
    { class: 'panel', role: 'dialog', 'aria-label': title, tabindex: '-1', hidden: '' },
    element('header', {}, element('h2', {}, title), close),
    element('div', { class: 'body' }, offline, newNote, message, retry, list),
    status,
  );
  const frame = element('div', { class: 'frame', lang: t('languageTag') }, tab, panel);
  root.append(frame);

  const showRows = createNoteRows(list, actions.remove);
  const countLeft = () => {
    const rest = MAX_NOTE_LENGTH - text.value.length;
    left.textContent = rest <= 200 ? t('panel.left', rest) : '';
  };

  onTrusted(tab, 'click', actions.toggle);
  onTrusted(close, 'click', actions.close);
  onTrusted(retry, 'click', actions.retry);
  onTrusted(add, 'click', actions.submit);

  let tabShown = false;
  let open = false;
  let cameFrom: HTMLElement | null = null;
  const showFrame = () => {
    frame.style.colorScheme = pageScheme();
    panel.hidden = !open;
    tab.hidden = open || !tabShown;
    tab.ariaExpanded = String(open);
  };

  return {
    show(model) {
      open = model.open;
      showFrame();
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
    showTab(shown) {
      tabShown = shown;
      showFrame();
    },
    say: (sentence) => {
      status.textContent = sentence;
    },
    draft: () => text.value,
    setDraft(draft) {
      text.value = draft;
      countLeft();
    },
    focus() {
      const before = document.activeElement;
      if (before instanceof HTMLElement && before !== root.host) cameFrom = before;
      (newNote.hidden ? panel : text).focus();
    },
    leave() {
      if (tabShown) tab.focus();
      else cameFrom?.focus();
    },
    hear(event) {
      if (event.type === 'input') {
        countLeft();
        actions.typed();
      } else if (event instanceof KeyboardEvent && event.type === 'keydown' && !event.isComposing) {
        if (event.key === 'Escape') actions.close();
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) actions.submit();
      }
    },
  };
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

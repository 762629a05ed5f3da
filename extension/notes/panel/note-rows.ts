import { formatMoment } from '../../account/wording/format-time.ts';
import { element, icon } from '../dom.ts';
import { t } from '../texts.ts';
import type { Row } from './panel-model.ts';

const bin = 'M4 6h12M8 6V3.5h4V6M5.5 6l.8 10.5h7.4l.8-10.5';

/** Keeps the list's items in step with the rows; an item that stays keeps its element, and so the focus. */
export function createNoteRows(
  list: HTMLUListElement,
  remove: (id: string) => void,
  onPress: (button: HTMLElement, act: () => void) => void,
): (rows: readonly Row[]) => void {
  const items = new Map<string, { item: HTMLLIElement; about: HTMLElement }>();

  const make = ({ id, text }: Row) => {
    const about = element('p', { class: 'about' });
    const button = element(
      'button',
      { type: 'button', class: 'icon', 'aria-label': t('panel.delete') },
      icon(bin),
    );
    button.title = t('panel.delete');
    onPress(button, () => remove(id));
    return {
      item: element('li', {}, element('p', { class: 'text', dir: 'auto' }, text), about, button),
      about,
    };
  };

  return (rows) => {
    const wanted = new Set(rows.map(({ id }) => id));
    for (const [id, { item }] of items) {
      if (wanted.has(id)) continue;
      item.remove();
      items.delete(id);
    }
    rows.forEach((row, index) => {
      const made = items.get(row.id) ?? make(row);
      items.set(row.id, made);
      made.about.textContent = describe(row);
      made.item.className = row.step?.type ?? '';
      if (list.children[index] !== made.item) list.insertBefore(made.item, list.children[index] ?? null);
    });
  };
}

function describe({ step, createdAt }: Row): string {
  switch (step?.type) {
    case 'sending':
      return t('panel.sending');
    case 'waiting':
      return t('panel.pending');
    case 'refused':
      return t('panel.refused', [step.sentence]);
    default:
      return formatMoment(createdAt, t('languageTag'));
  }
}

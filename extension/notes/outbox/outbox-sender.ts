import { explainError } from '../../account/wording/explain-error.ts';
import type { Translate } from '../../account/wording/translate.ts';
import type { PendingNote } from '../note.ts';
import type { NotesApi } from '../notes-api.ts';
import type { PanelStore } from '../panel/panel-model.ts';
import { readerOf, withDelivered, withStep } from '../panel/panel-model.ts';
import type { Outbox } from './outbox.ts';
import { decideRetry } from './retry-decision.ts';

export interface OutboxSenderPorts {
  store: PanelStore;
  outbox: Outbox;
  notes: NotesApi;
  say(sentence: string): void;
  t: Translate;
  /** False once the extension was updated or removed under this page. */
  alive(): boolean;
}

/** A disk that can not be read at this moment may be later. */
const STORAGE_RETRY_MS = 10_000;

/**
 * @returns a function that sends the reader's outbox for this page, one note after the other, and goes on later when
 * it must; it never rejects.
 */
export function createOutboxSender({
  store,
  outbox,
  notes,
  say,
  t,
  alive,
}: OutboxSenderPorts): () => Promise<void> {
  let running = false;
  let again = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  /** @returns how long to wait before the next one, in ms; 0 when there is no need to. */
  async function send(note: PendingNote): Promise<number> {
    store.update((model) => withStep(model, note, { type: 'sending' }));
    try {
      const saved = await notes.add(note);
      store.update((model) => withDelivered(model, note, saved));
      await outbox.remove(note);
      say(t('panel.saved'));
      return 0;
    } catch (error) {
      const next = decideRetry(error);
      switch (next.type) {
        case 'wait':
          store.update((model) => withStep(model, note, { type: 'waiting' }));
          say(t('panel.kept'));
          return next.forMs;
        case 'give-up':
          store.update((model) =>
            withStep(model, note, { type: 'refused', sentence: explainError(error, t) }),
          );
          return 0;
        case 'reload':
          return orphaned();
      }
    }
  }

  /** Nothing here will ever work again, so that nothing is tried again. */
  function orphaned(): number {
    store.update((model) => ({ ...model, access: { type: 'reload-needed' } }));
    return 0;
  }

  const refused = ({ key }: PendingNote) =>
    store.model.outgoing.some(({ note, step }) => note.key === key && step.type === 'refused');

  /** @returns how long to wait before going on, in ms; 0 when there is no need to. @throws what the outbox throws */
  async function sendAll(userId: string): Promise<number> {
    for (const note of await outbox.of(userId)) {
      // Other pages' notes are sent by their own panels, or by the background when these are closed.
      if (note.url !== store.model.url) continue;
      if (refused(note) || readerOf(store.model.access) !== userId) continue;
      const waitMs = await send(note);
      if (waitMs > 0) return waitMs;
    }
    return 0;
  }

  return async function deliver(): Promise<void> {
    const userId = readerOf(store.model.access);
    if (userId === null) return;
    again = running;
    if (running) return;
    running = true;
    clearTimeout(timer);
    const waitMs = await sendAll(userId).catch(() => (alive() ? STORAGE_RETRY_MS : orphaned()));
    if (waitMs > 0) timer = setTimeout(deliver, waitMs);
    running = false;
    if (again) await deliver();
  };
}

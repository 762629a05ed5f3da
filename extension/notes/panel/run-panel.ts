import { type Client, randomId } from 'latchkey/client';
import { browser } from 'wxt/browser';
import { alive, askBackground } from '../ask-background.ts';
import { keptItems } from '../kept-items.ts';
import { type Entered, isPanelMessage, type PanelWish, type Selection } from '../notes-messages.ts';
import { createPageCounts } from '../page-counts.ts';
import { t } from '../texts.ts';
import { createPanel } from './panel.ts';
import { type PanelModel, readerOf, rowsOf } from './panel-model.ts';
import { createPanelView } from './panel-view.ts';

/** The content script says that it has put the panel here in a message of its own, which may be the later one. */
const ENTER_PAUSES_MS = [0, 20, 100, 400];

/**
 * Runs the panel in its frame. Any page can put a frame of this address into itself: without a ticket from our content
 * script it stays empty and asks for nothing.
 */
export async function runPanel(client: Client): Promise<void> {
  const [ticket = '', scheme = ''] = decodeURIComponent(location.hash.slice(1)).split(' ');
  history.replaceState(null, '', location.pathname);
  const entered = ticket === '' ? null : await enter(ticket);
  if (entered === null) return;
  let { url } = entered;
  // The page's own ground, or the user's wish: this document sees neither the one nor what the page makes of the other.
  if (scheme === 'dark') document.documentElement.style.colorScheme = 'dark';
  document.documentElement.lang = t('languageTag');
  document.title = t('panel.title');

  const tellTab = (message: PanelWish): void => {
    askBackground({ to: 'notes-background', ask: 'tell', message }).catch(() => {});
  };
  const countNotes = createCounter((userId, count) => {
    tellTab({ do: 'count', count });
    createPageCounts(keptItems)
      .keep(userId, url, count)
      .catch(() => {});
  });
  const panel = createPanel({
    client,
    area: keptItems,
    page: () => url,
    now: Date.now,
    newKey: randomId,
    t,
    alive,
    left() {
      if (alive()) tellTab({ do: 'close' });
      // Nobody hears us any more; but that the frame loads something else is seen by the script that made it.
      else location.replace('about:blank');
    },
    createView(actions) {
      const view = createPanelView(document.body, actions, {
        fit: (height) => tellTab({ do: 'fit', height }),
      });
      return {
        ...view,
        show(model) {
          view.show(model);
          countNotes(model);
        },
      };
    },
  });

  const takeSelections = async () => {
    const all = await askBackground<readonly Selection[]>({ to: 'notes-background', ask: 'selections' });
    for (const selection of all ?? []) panel.add(selection.text, selection.url);
  };

  browser.runtime.onMessage.addListener((message: unknown, sender) => {
    if (sender.id !== browser.runtime.id || sender.tab || !isPanelMessage(message)) return;
    switch (message.say) {
      case 'opened':
        url = message.url;
        panel.open();
        break;
      case 'page':
        url = message.url;
        panel.pageChanged();
        break;
      case 'closed':
        panel.close();
        break;
      case 'outbox-changed':
        // Every panel is told; were each to look, a note in one of many tabs would cost a look in all of them.
        if (message.url === url) panel.outboxChanged();
        break;
      case 'selection':
        void takeSelections().catch(() => {});
        break;
    }
  });
  addEventListener('pagehide', panel.leave);
  panel.open();
  await takeSelections().catch(() => {});
}

async function enter(ticket: string): Promise<Entered | null> {
  for (const pauseMs of ENTER_PAUSES_MS) {
    await new Promise((over) => setTimeout(over, pauseMs));
    const entered = await askBackground<Entered>({ to: 'notes-background', ask: 'enter', ticket }).catch(
      () => null,
    );
    if (entered) return entered;
  }
  return null;
}

/** @returns a function that tells how many notes there are, when it has become another number. */
function createCounter(tell: (userId: string, count: number) => void): (model: PanelModel) => void {
  let told = '';
  return (model) => {
    const userId = readerOf(model.access);
    if (userId === null || model.list.type !== 'loaded') return;
    const count = rowsOf(model).length;
    const now = `${userId} ${model.url} ${count}`;
    if (now === told) return;
    told = now;
    tell(userId, count);
  };
}

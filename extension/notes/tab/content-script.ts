import { randomId } from 'latchkey/client';
import { browser } from 'wxt/browser';
import { alive, askBackground } from '../ask-background.ts';
import { type Here, isTabMessage, type TabMessage } from '../notes-messages.ts';
import { panelPage } from '../panel-page.ts';
import { t } from '../texts.ts';
import { createHost } from './host.ts';
import { createPageFollower } from './page-follower.ts';
import { pageScheme } from './page-scheme.ts';
import { createTabView } from './tab-view.ts';

/**
 * Runs in each page: shows the tab at its edge, and puts the panel into it when the user asks for it. The panel is a page
 * of the extension in a frame; what is in it is out of this page's reach, and of this script's.
 */
export function runContentScript(): void {
  // Feeds, drawings and other XML have no place for it.
  if (!(document.documentElement instanceof HTMLElement)) return;
  /** A sandboxed page: the browser vouches for no origin, so that the background answers nothing. It is not asked. */
  const opaque = self.origin === 'null';
  const path = () => location.pathname + location.search;
  let open = false;
  let told = path();

  const host = createHost(() => {
    view.revive();
    if (!open) return;
    view.dropFrame();
    openPanel();
  });
  const view = createTabView(host, { toggle, frameLost });
  const follower = createPageFollower(followPage);

  function frameLost(): void {
    open = false;
    follower.stop();
    view.dropFrame();
  }

  async function look(): Promise<void> {
    // Nobody has opened a page that is prerendered, and nobody is answered there: it asks once it is shown.
    const prerendered = 'prerendering' in document && document.prerendering;
    if (opaque || !alive() || prerendered) return;
    const here = await askBackground<Here>({ to: 'notes-background', ask: 'here', path: path() }).catch(
      () => null,
    );
    if (here) view.show(here);
  }

  function tellPanel(say: 'opened' | 'closed' | 'page'): void {
    told = path();
    askBackground({ to: 'notes-background', ask: 'tell-panel', path: told, say }).catch(() => {});
  }

  function followPage(): void {
    if (path() === told) return;
    tellPanel('page');
    void look();
  }

  /** Why the panel can not be opened here now, in words. */
  function obstacle(): string | null {
    if (opaque) return t('panel.notHere');
    if (!alive()) return t('panel.reload');
    // An open dialog, or an element in full screen: it can be seen above them, but not reached.
    return document.querySelector(':modal:not(:root)') ? t('panel.behind') : null;
  }

  /** @returns whether the panel is open now */
  function openPanel(): boolean {
    const sentence = obstacle();
    if (sentence !== null) {
      view.say(sentence);
      return false;
    }
    open = true;
    const ticket = randomId();
    const fresh = view.openFrame(() => `${browser.runtime.getURL(panelPage)}#${ticket} ${pageScheme()}`);
    follower.start();
    if (fresh) {
      told = path();
      // Before the frame can ask, since it has to load first; it asks again where it was faster all the same.
      askBackground({ to: 'notes-background', ask: 'open', path: told, ticket }).catch(() => {
        frameLost();
        view.say(t(alive() ? 'panel.failed' : 'panel.reload'));
      });
    } else {
      tellPanel('opened');
    }
    return true;
  }

  function closePanel(): void {
    if (!open) return;
    open = false;
    follower.stop();
    view.closeFrame();
    tellPanel('closed');
  }

  function toggle(): void {
    if (open) closePanel();
    else openPanel();
  }

  /** @returns whether the panel is open afterwards */
  function obey(message: TabMessage): boolean {
    switch (message.do) {
      case 'toggle':
        toggle();
        break;
      case 'open':
        if (open) view.focusFrame();
        else openPanel();
        break;
      case 'close':
        closePanel();
        break;
      case 'look':
        void look();
        break;
      case 'fit':
        view.fit(message.height);
        break;
      case 'count':
        view.count(message.count);
        break;
    }
    return open;
  }

  browser.runtime.onMessage.addListener((message: unknown, sender, sendResponse) => {
    if (sender.id !== browser.runtime.id || !isTabMessage(message)) return false;
    sendResponse(obey(message));
    return false;
  });
  // A page out of the cache or out of the background may have missed what the tabs were told.
  addEventListener('pageshow', ({ persisted }) => persisted && void look());
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && void look());
  document.addEventListener('prerenderingchange', () => void look());
  // The tab is not in the way while the page is still being built.
  if (document.readyState === 'loading')
    addEventListener('DOMContentLoaded', () => void look(), { once: true });
  else void look();
}

import { element, icon } from '../dom.ts';
import { t } from '../texts.ts';
import type { Host } from './host.ts';
import { pageScheme } from './page-scheme.ts';

const page = 'M5 2.5h7.5L16 6v11.5H5ZM8 8.5h5M8 11.5h5';

/** How long a sentence stands beside the tab, in ms. */
const NOTICE_MS = 8_000;

/** What shows in the page itself: the tab, a sentence at times, and the frame around the panel. */
export interface TabView {
  /** Whether the user wants the tab here, and how many notes it says there are. */
  show(here: { readonly shown: boolean; readonly count: number }): void;
  count(count: number): void;
  /** Says why there is no panel. */
  say(sentence: string): void;
  /** @returns whether there was none yet, so that one was made and loads this address */
  openFrame(address: () => string): boolean;
  /** Hides it, with what is in it; gives the focus back. */
  closeFrame(): void;
  /** After the page has thrown it all out, perhaps with its listeners. */
  revive(): void;
  /** Takes it out: what was in it is gone. */
  dropFrame(): void;
  fit(height: number): void;
  focusFrame(): void;
}

export interface TabActions {
  readonly toggle: () => void;
  /** The frame has loaded something else than what it was made for. */
  readonly frameLost: () => void;
}

export function createTabView(host: Host, { toggle, frameLost }: TabActions): TabView {
  const count = element('span', { class: 'count', 'aria-hidden': 'true' });
  const tab = element(
    'button',
    { type: 'button', class: 'tab', 'aria-expanded': 'false' },
    icon(page),
    count,
  );
  const notice = element('p', { class: 'notice', role: 'status' });
  const frame = element('div', { class: 'frame', lang: t('languageTag') }, tab, notice);
  host.root.append(frame);

  let here = { shown: false, count: 0 };
  let panel: HTMLIFrameElement | null = null;
  let open = false;
  let cameFrom: Element | null = null;
  let noticeEnds: ReturnType<typeof setTimeout> | undefined;

  /** The same function each time, which counts once: a page's `document.open()` takes every listener in it away. */
  const pressed = (event: Event) => {
    if (event.isTrusted) toggle();
  };
  const render = () => {
    tab.addEventListener('click', pressed);
    frame.style.colorScheme = pageScheme();
    const title = here.count > 0 ? t('panel.titleWithCount', [String(here.count)]) : t('panel.title');
    tab.ariaLabel = title;
    tab.title = title;
    count.textContent = here.count > 0 ? String(here.count) : '';
    tab.hidden = open || !here.shown || notice.textContent !== '';
    notice.hidden = open || notice.textContent === '';
    if (panel) panel.hidden = !open;
    host.root.host.className = open ? 'open' : '';
    if (open || here.shown || notice.textContent !== '') host.attach();
    else if (!panel) host.detach();
  };
  const say = (sentence: string) => {
    clearTimeout(noticeEnds);
    notice.textContent = sentence;
    if (sentence !== '') noticeEnds = setTimeout(() => say(''), NOTICE_MS);
    render();
  };

  return {
    show(next) {
      here = next;
      render();
    },
    count(count) {
      here = { ...here, count };
      render();
    },
    say(sentence) {
      say(sentence);
      host.raise();
    },
    openFrame(address) {
      if (!open && !host.hasFocus()) cameFrom = document.activeElement;
      open = true;
      say('');
      const fresh = panel === null;
      if (panel === null) {
        const made = element('iframe', { title: t('panel.title') });
        let loads = 0;
        made.addEventListener('load', () => {
          loads += 1;
          // Moved by the page, or left by the panel itself once it can not reach us any more.
          if (loads > 1 && panel === made) frameLost();
        });
        panel = made;
        made.style.colorScheme = pageScheme();
        made.src = address();
        frame.append(made);
      }
      host.raise();
      panel.focus();
      return fresh;
    },
    closeFrame() {
      if (!open) return;
      const hadFocus = host.hasFocus();
      open = false;
      render();
      host.lower();
      if (!hadFocus) return;
      if (!tab.hidden) tab.focus();
      else if (cameFrom instanceof HTMLElement) cameFrom.focus();
    },
    dropFrame() {
      panel?.remove();
      panel = null;
      if (open) host.lower();
      open = false;
      render();
    },
    revive: render,
    fit(height) {
      if (panel && Number.isFinite(height)) panel.style.height = `${Math.max(60, Math.ceil(height))}px`;
    },
    focusFrame: () => panel?.focus(),
  };
}

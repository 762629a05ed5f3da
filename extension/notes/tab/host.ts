import { alive } from '../ask-background.ts';
import css from './tab.css?inline';

/** Times that a place which the page throws out is put back: against a page that does so for ever, nothing helps. */
const MOST_RETURNS = 20;

const tag = 'latchkey-notes';

export interface Host {
  readonly root: ShadowRoot;
  /** Puts the place into the page, also after the page has thrown it out. */
  attach(): void;
  detach(): void;
  /** In front of whatever the page has in front: it goes to the top of the top layer. */
  raise(): void;
  lower(): void;
  /** Whether the focus is in here. */
  hasFocus(): boolean;
}

/**
 * Makes our place in the page: `<latchkey-notes>` around a host with a closed shadow root. The root is not on
 * `<latchkey-notes>` itself, since a page that defines an element of this name could reach it there through
 * `ElementInternals.shadowRoot`; nothing can be defined in place of a `div`.
 * @param returned called after the page had thrown the place out and it was put back: what was in a frame there is gone
 */
export function createHost(returned: () => void): Host {
  const host = document.createElement('div');
  host.popover = 'manual';
  const root = host.attachShadow({ mode: 'closed' });
  addStyle(root);

  const place = document.createElement(tag);
  // A page's rule for `:not(:defined)`, which hides what its own scripts have not built yet, would hide it for good.
  place.style.setProperty('display', 'contents', 'important');
  place.append(host);

  let wanted = false;
  let returns = 0;
  const watch = new MutationObserver(() => {
    // The extension was updated or switched off: what takes this place now is its successor, and not the page.
    if (!alive()) return watch.disconnect();
    if (!wanted || place.isConnected || returns >= MOST_RETURNS) return;
    returns += 1;
    attach();
    returned();
  });

  function attach(): void {
    wanted = true;
    if (!place.isConnected) {
      // One that the extension left here before it was updated has nobody behind it any more.
      document.querySelector(tag)?.remove();
      // At the end of the body, where a framework that takes a whole document over leaves strangers alone.
      (document.body ?? document.documentElement).append(place);
    }
    watch.disconnect();
    for (const owner of [document, document.documentElement, document.body]) {
      if (owner) watch.observe(owner, { childList: true });
    }
  }

  return {
    root,
    attach,
    detach() {
      wanted = false;
      watch.disconnect();
      place.remove();
    },
    raise() {
      // Hidden first, since one that is shown already stays where it is in the top layer.
      if (host.matches(':popover-open')) host.hidePopover();
      host.showPopover();
    },
    lower() {
      if (host.matches(':popover-open')) host.hidePopover();
    },
    hasFocus: () => document.activeElement === host,
  };
}

/** A constructed sheet is no inline style, so that no Content-Security-Policy of a page forbids it. */
function addStyle(root: ShadowRoot): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  root.adoptedStyleSheets = [sheet];
}

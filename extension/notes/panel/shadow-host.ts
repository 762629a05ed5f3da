import { shieldKeystrokes } from './keystroke-shield.ts';
import css from './panel.css?inline';
import type { PanelView } from './panel-view.ts';

export interface ShadowHost {
  readonly root: ShadowRoot;
  /** Puts the panel into the page, also after the page has thrown it out. */
  attach(): void;
  detach(): void;
  /** Says who hears the events that the shield has caught. */
  hearWith(view: PanelView): void;
}

const tag = 'latchkey-notes';

/**
 * Makes the panel's place in the page: `<latchkey-notes>` around a host with a closed shadow root. The root is
 * not on `<latchkey-notes>` itself, since a page that defines an element of this name could reach it there
 * through `ElementInternals.shadowRoot`; nothing can be defined in place of a `div`.
 */
export function createShadowHost(): ShadowHost {
  const host = document.createElement('div');
  const root = host.attachShadow({ mode: __LATCHKEY_OPEN_SHADOW__ ? 'open' : 'closed' });
  addStyle(root);

  const place = document.createElement(tag);
  // A page's rule for `:not(:defined)`, which hides what its own scripts have not built yet, would hide it for good.
  place.style.setProperty('display', 'contents', 'important');
  place.append(host);

  let view: PanelView | undefined;
  shieldKeystrokes(
    (target) => target === host,
    (event) => view?.hear(event),
  );

  return {
    root,
    attach() {
      if (place.isConnected) return;
      // One that the extension left here before it was updated has nobody behind it any more.
      document.querySelector(tag)?.remove();
      document.documentElement.append(place);
    },
    detach: () => place.remove(),
    hearWith(listener) {
      view = listener;
    },
  };
}

/** A constructed sheet is no inline style, so that no Content-Security-Policy of a page forbids it. */
function addStyle(root: ShadowRoot): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  root.adoptedStyleSheets = [sheet];
}

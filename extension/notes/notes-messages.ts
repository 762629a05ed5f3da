/**
 * What the content script of a page asks of the background. Which page it is, the browser says in the message's sender;
 * only the path is the script's own word, since the browser's is out of date after a `history.pushState`.
 */
export type TabQuestion =
  | { readonly to: 'notes-background'; readonly ask: 'here'; readonly path: string }
  | {
      readonly to: 'notes-background';
      readonly ask: 'open';
      readonly path: string;
      /** Random, and known to nobody but the script, the background and the panel that it puts into the page. */
      readonly ticket: string;
    }
  | {
      readonly to: 'notes-background';
      readonly ask: 'tell-panel';
      readonly path: string;
      readonly say: 'opened' | 'closed' | 'page';
    };

/** What a content script may know: not whose notes they are, nor any of them. */
export interface Here {
  /** Whether the user wants the tab on this site. */
  readonly shown: boolean;
  /** The notes on this page, as far as this browser has seen them. */
  readonly count: number;
}

/** What the panel, and with all but the first the extension's other pages, ask of the background. */
export type PanelQuestion =
  | { readonly to: 'notes-background'; readonly ask: 'enter'; readonly ticket: string }
  | { readonly to: 'notes-background'; readonly ask: 'read'; readonly key: string }
  | { readonly to: 'notes-background'; readonly ask: 'list'; readonly prefix: string }
  | {
      readonly to: 'notes-background';
      readonly ask: 'write';
      readonly items: Readonly<Record<string, unknown>>;
    }
  | { readonly to: 'notes-background'; readonly ask: 'forget'; readonly key: string }
  | { readonly to: 'notes-background'; readonly ask: 'selections' }
  /** Firefox takes a page of the extension in a frame for a content script: the background passes it on to the content script. */
  | { readonly to: 'notes-background'; readonly ask: 'tell'; readonly message: PanelWish };

/** Where the panel that was let in stands. */
export interface Entered {
  /** The page's address, without its fragment. */
  readonly url: string;
}

/**
 * What comes back for a question. A background that fails, as one does that is being stopped, says nothing with it: who
 * asked is not to take that for an empty list, or for a thing that is done.
 */
export type Answered = { readonly said: unknown } | { readonly failed: true };

/** What a user selected on a page, to become a note as soon as there is somebody to keep it for. */
export interface Selection {
  readonly text: string;
  readonly url: string;
}

/** What the panel would like of the content script that has put it into the page. */
export type PanelWish =
  | { readonly do: 'close' }
  /** To be so many CSS pixels high. */
  | { readonly do: 'fit'; readonly height: number }
  /** That the tab says so many notes. */
  | { readonly do: 'count'; readonly count: number };

/** What the background tells the content script of a page. */
export type TabMessage = { readonly to: 'notes-tab' } & (
  | { readonly do: 'toggle' | 'open' | 'look' }
  | PanelWish
);

/** What the background tells the panel, on behalf of the content script of its page too. */
export type PanelMessage =
  | { readonly to: 'notes-panel'; readonly say: 'selection' | 'closed' }
  /** Seen again, or on a page that has another address now; or what waits to be sent of a page has changed. */
  | { readonly to: 'notes-panel'; readonly say: 'opened' | 'page' | 'outbox-changed'; readonly url: string };

const addressedTo = (message: unknown, to: string): boolean =>
  typeof message === 'object' && message !== null && 'to' in message && message.to === to;

// Only the background can send these two: whoever has checked who sent it may rely on its shape.

export const isTabMessage = (message: unknown): message is TabMessage => addressedTo(message, 'notes-tab');

export const isPanelMessage = (message: unknown): message is PanelMessage =>
  addressedTo(message, 'notes-panel');

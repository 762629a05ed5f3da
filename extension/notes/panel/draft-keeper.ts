import { keptPrefix } from '../kept-keys.ts';
import type { KeyValueArea } from '../key-value-area.ts';

/** Whose draft it is, and of which page. */
export interface DraftOwner {
  readonly userId: string;
  readonly url: string;
}

/**
 * Keeps what is being written in extension storage, so that it outlives the page, the session and the worker.
 * The page's own storage would let the page read it.
 */
export interface DraftKeeper {
  /** Writes the text after a short rest, so that storage is not hit by every key. */
  keepSoon(owner: DraftOwner, text: string): void;
  /** What is being written belongs to another page from now on. */
  move(from: DraftOwner, to: DraftOwner, text: string): void;
  /** Writes what is still to be written. */
  flush(): void;
  read(owner: DraftOwner): Promise<string>;
}

const REST_MS = 200;

export function createDraftKeeper(area: KeyValueArea): DraftKeeper {
  const keyOf = ({ userId, url }: DraftOwner) => keptPrefix('draft-note', userId) + url;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let write = async () => {};

  const flush = () => {
    clearTimeout(timer);
    // A page that outlived an update of the extension can not write any more; the panel says so elsewhere.
    write().catch(() => {});
    write = async () => {};
  };

  function keepSoon(owner: DraftOwner, text: string): void {
    clearTimeout(timer);
    // Async, since after an update of the extension the browser throws instead of rejecting.
    write = async () => (text === '' ? area.remove(keyOf(owner)) : area.set({ [keyOf(owner)]: text }));
    timer = setTimeout(flush, REST_MS);
  }

  return {
    keepSoon,
    move(from, to, text) {
      keepSoon(from, '');
      flush();
      keepSoon(to, text);
    },
    flush,
    async read(owner) {
      const draft = (await area.get(keyOf(owner)))[keyOf(owner)];
      return typeof draft === 'string' ? draft : '';
    },
  };
}

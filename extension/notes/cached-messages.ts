import type { Translate } from '../account/wording/translate.ts';

/**
 * Texts that outlive an update of the extension. From then on the browser throws at every look-up of a page that
 * was opened before, which must not keep the panel from saying so.
 */
export function cacheMessages(lookUp: Translate): Translate {
  const read = new Map<string, string>();
  const last = (...asked: Parameters<Translate>): string => {
    const name = asked.join(' ');
    try {
      read.set(name, lookUp(...asked));
    } catch {
      // What was never read has no text any more.
    }
    return read.get(name) ?? '';
  };
  return last as Translate;
}

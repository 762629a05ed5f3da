import { useEffect, useState } from 'hono/jsx/dom';
import { i18n } from '#i18n';
import { explainError } from './wording/explain-error.ts';

/** What a page shows of something that the server has. */
export type Loaded<T> =
  | { readonly type: 'loading' }
  | { readonly type: 'failed'; readonly sentence: string }
  | { readonly type: 'loaded'; readonly value: T };

/**
 * Loads it at once, and again when one of `whenChanged` does or the caller asks.
 * @param watch calls back at further moments to load it again, until the function that it returns is called
 */
export function useLoaded<T>(
  load: () => Promise<T>,
  whenChanged: readonly unknown[],
  watch?: (reload: () => void) => () => void,
): { loaded: Loaded<T>; reload: () => Promise<void> } {
  const [loaded, setLoaded] = useState<Loaded<T>>({ type: 'loading' });
  const reload = async () => {
    try {
      setLoaded({ type: 'loaded', value: await load() });
    } catch (error) {
      setLoaded({ type: 'failed', sentence: explainError(error, i18n.t) });
    }
  };
  useEffect(() => {
    void reload();
    return watch?.(() => void reload());
  }, whenChanged);
  return { loaded, reload };
}

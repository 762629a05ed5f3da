import { useEffect, useState } from 'hono/jsx/dom';
import { i18n } from '#i18n';
import type { AccountApi } from '../account-api.ts';
import { explainError } from '../wording/explain-error.ts';
import type { AccountWays } from './account-ways.ts';

export type LoadedWays =
  | { type: 'loading' }
  | { type: 'failed'; sentence: string }
  | { type: 'loaded'; ways: AccountWays };

/** How the account is signed in to: loaded at once, and again when somebody comes back from the tab that changes it. */
export function useAccountWays(
  api: Pick<AccountApi, 'ways'>,
  offline: boolean,
): { ways: LoadedWays; reload: () => Promise<void> } {
  const [ways, setWays] = useState<LoadedWays>({ type: 'loading' });
  const reload = async () => {
    try {
      setWays({ type: 'loaded', ways: await api.ways() });
    } catch (error) {
      setWays({ type: 'failed', sentence: explainError(error, i18n.t) });
    }
  };
  useEffect(() => {
    void reload();
    // Two tabs may stand side by side, so being seen says nothing; somebody who comes back gives it the focus.
    const look = () => void reload();
    addEventListener('focus', look);
    return () => removeEventListener('focus', look);
  }, [offline]);
  return { ways, reload };
}

/** Whether to ask for the account's password: not before it is known, and where it can not be known as always. */
export const hasPassword = (ways: LoadedWays): boolean =>
  ways.type === 'failed' || (ways.type === 'loaded' && ways.ways.password);

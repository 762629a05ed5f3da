import type { AccountApi } from '../account-api.ts';
import { type Loaded, useLoaded } from '../use-loaded.ts';
import type { AccountWays } from './account-ways.ts';

export type LoadedWays = Loaded<AccountWays>;

/** How the account is signed in to: loaded again when somebody comes back from the tab that changes it. */
export function useAccountWays(
  api: Pick<AccountApi, 'ways'>,
  offline: boolean,
): { ways: LoadedWays; reload: () => Promise<void> } {
  const { loaded, reload } = useLoaded(api.ways, [offline], onComingBack);
  return { ways: loaded, reload };
}

/** Two tabs may stand side by side, so being seen says nothing; somebody who comes back gives it the focus. */
function onComingBack(look: () => void): () => void {
  addEventListener('focus', look);
  return () => removeEventListener('focus', look);
}

/** Whether to ask for the account's password: not before it is known, and where it can not be known as always. */
export const hasPassword = (ways: LoadedWays): boolean =>
  ways.type === 'failed' || (ways.type === 'loaded' && ways.value.password);

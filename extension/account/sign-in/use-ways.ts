import { useEffect, useState } from 'hono/jsx/dom';
import type { AccountClient, Way } from 'latchkey/account';
import { recallWays, rememberWays } from './remembered-ways.ts';

/** How the server lets people sign in: as it was the last time at first, so that no button jumps in under a pointer. */
export function useWays(account: Pick<AccountClient, 'ways'>): readonly Way[] {
  const [ways, setWays] = useState<readonly Way[]>(() => recallWays(localStorage));
  useEffect(() => {
    const look = async () => {
      const offered = await account.ways();
      rememberWays(localStorage, offered);
      setWays(offered);
    };
    // A server that can not be asked is told by what needs it.
    look().catch(() => {});
  }, [account]);
  return ways;
}

import { useLayoutEffect, useRef, useState } from 'hono/jsx/dom';
import type { SessionState } from 'latchkey/client';
import { clearUserData } from '../../notes/clear-user-data.ts';
import { keptItems } from '../../notes/kept-items.ts';

/** What the account page knows of an account that its user deletes. */
export interface Farewell {
  /** Whether the account is gone of which this page was, and nobody has signed in since. */
  readonly due: boolean;
  /** The account is deleted: what this browser keeps of it goes too. */
  deleted(userId: string): Promise<void>;
  /** A page in a tab asks whether to delete it, and does so. */
  askedInTab(userId: string): void;
}

/**
 * A tab that has deleted the account says so to nobody: here it is seen by the session's end. An end that came about in
 * this browser, as by signing out, is none of its doing.
 */
export function useFarewell(session: SessionState): Farewell {
  const [due, setDue] = useState(false);
  const askedFor = useRef<string | null>(null);
  const deleted = async (userId: string) => {
    await clearUserData(keptItems, userId);
    setDue(true);
  };
  // At once: an effect waits until the page is seen, and the tab that has deleted the account is in front of it.
  useLayoutEffect(() => {
    const userId = askedFor.current;
    askedFor.current = null;
    if (session.status === 'signed-in') setDue(false);
    if (session.status !== 'signed-out' || session.reason !== 'elsewhere' || userId === null) return;
    void deleted(userId);
  }, [session.status === 'signed-in' ? session.user.id : session.status]);
  return {
    due,
    deleted,
    askedInTab(userId) {
      askedFor.current = userId;
    },
  };
}

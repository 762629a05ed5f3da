import { type RefObject, useEffect, useRef } from 'hono/jsx/dom';
import type { SessionState } from 'latchkey/client';

/**
 * Where the form stood there is an account now, and the focus went with the form: it is put on the account's
 * heading, so that a screen reader says whose it is and the next Tab goes on from there.
 */
export function useArrivalFocus(status: SessionState['status']): RefObject<HTMLHeadingElement | null> {
  const heading = useRef<HTMLHeadingElement>(null);
  const before = useRef(status);
  useEffect(() => {
    if (before.current === 'signed-out' && status === 'signed-in') heading.current?.focus();
    before.current = status;
  }, [status]);
  return heading;
}

import type { Observer } from '../observability/observer.ts';
import type { SessionId } from '../session/record.ts';
import type { Sessions } from '../session/sessions.ts';

/** Ends a session because its user says so, and tells of it once, however often it is said. */
export async function signOut(
  {
    sessions,
    observer,
  }: {
    readonly sessions: Pick<Sessions, 'end'>;
    readonly observer: Pick<Observer, 'sessionEnded'>;
  },
  sid: SessionId,
  address: string,
): Promise<void> {
  const { record, outcome } = await sessions.end(sid, 'logout');
  if (record !== null && outcome.type === 'ended') observer.sessionEnded('logout', record, address);
}

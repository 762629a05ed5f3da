import type { Observer } from '../observability/observer.ts';
import type { Sessions } from '../session/sessions.ts';

/** For when sessions may be in wrong hands and nobody knows which: keys that leaked, a backup that was restored. */
export async function endEverybodysSessions({
  sessions,
  observer,
}: {
  readonly sessions: Pick<Sessions, 'endEverybodys'>;
  readonly observer: Pick<Observer, 'allSessionsEnded'>;
}): Promise<void> {
  await sessions.endEverybodys();
  observer.allSessionsEnded();
}

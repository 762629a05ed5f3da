import type { Log } from '../observability/log.ts';
import { key } from '../storage/key.ts';
import type { Store } from '../storage/store.ts';
import { type ClockReference, judgeClock } from '../time/judge-clock.ts';
import { type Machine, thisMachine } from '../time/machine.ts';
import { type Clock, millis } from '../time/time.ts';

/**
 * Whether what the wall clock says may be final. While it may not, no session is told that it has expired and nothing
 * is removed for its age.
 */
export type ClockTrust = () => boolean;

export interface ClockTrustDeps {
  readonly store: Pick<Store, 'get' | 'put'>;
  readonly clock: Clock;
  readonly log: Pick<Log, 'warn'>;
  readonly machine?: Machine;
}

/** Longer than machines are up, and no record for each start of one for ever. */
const KEPT_MS = 400 * 24 * 60 * 60_000;

/** With what was stored at an earlier start of the server on this boot of the machine. @throws {Problem} `storage_unavailable` */
export async function openClockTrust({
  store,
  clock,
  log,
  machine = thisMachine(),
}: ClockTrustDeps): Promise<ClockTrust> {
  const at = key('clock', machine.boot);
  let reference = await store.get<ClockReference>(at);

  function trusted(): boolean {
    const before = reference;
    const next = judgeClock(before, { wall: clock(), uptimeMs: machine.uptimeMs() });
    reference = next;
    if (next !== before) {
      // What can not be stored is known until the process ends.
      store.put(at, next, millis(next.wall + KEPT_MS)).catch(() => {});
      tell(before, next);
    }
    return next.doubtedAtMs === null;
  }

  function tell(before: ClockReference | null, next: ClockReference): void {
    const [was, is] = [before?.doubtedAtMs != null, next.doubtedAtMs !== null];
    if (is && !was)
      log.warn(
        'the clock has jumped ahead: until it is right again, or for a day, no session expires and nothing is removed',
      );
    if (was && !is) log.warn('the clock is believed again');
  }

  trusted();
  return trusted;
}

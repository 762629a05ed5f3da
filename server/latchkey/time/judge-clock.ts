import { type Millis, millis } from './time.ts';

/** What the wall clock said when the machine had been up for so long, sleep included. */
export interface ClockReading {
  readonly wall: Millis;
  readonly uptimeMs: Millis;
}

/** A type, so that it may be stored. */
export type ClockReference = {
  readonly wall: Millis;
  readonly uptimeMs: Millis;
  /** Since when, as the machine's uptime, the wall clock is further ahead than can be; `null` while it is not. */
  readonly doubtedAtMs: Millis | null;
};

/** No clock that is kept by NTP moves so far from the machine's own count. */
const TOLERANCE_MS = millis(10 * 60_000);
/** What the wall clock says for so long is so: it may have been the reference that was wrong. */
const PROBATION_MS = millis(24 * 60 * 60_000);

/**
 * Whether the wall clock may be believed, by what has passed on the machine since an earlier reading. Nobody can set the
 * uptime. A clock that is behind ends nothing, so only one that is ahead is doubted.
 * @param reference an earlier reading of the same boot, or `null` where there is none
 * @returns the reference from now on; the same object when nothing has changed
 */
export function judgeClock(reference: ClockReference | null, now: ClockReading): ClockReference {
  // Where the boot has no name of its own, it is known by an uptime that is less than before.
  if (reference === null || now.uptimeMs < reference.uptimeMs) return { ...now, doubtedAtMs: null };
  const { wall, uptimeMs, doubtedAtMs } = reference;
  const aheadMs = now.wall - wall - (now.uptimeMs - uptimeMs);
  if (aheadMs <= TOLERANCE_MS) return doubtedAtMs === null ? reference : { ...reference, doubtedAtMs: null };
  if (doubtedAtMs === null) return { ...reference, doubtedAtMs: now.uptimeMs };
  return now.uptimeMs - doubtedAtMs < PROBATION_MS ? reference : { ...now, doubtedAtMs: null };
}

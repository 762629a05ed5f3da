import { setTimeout as delay } from 'node:timers/promises';

/** Does a piece of work again for as long as it only has to wait for somebody else. */
export type BusyRetry = <T>(work: () => T) => Promise<T>;

/** As long as SQLite's own busy timeout would be; a client that has waited this long is better off asking again. */
const DEADLINE_MS = 5_000;
const PAUSE_MS = 20;

/**
 * For while another process (the admin command, a backup) holds the file. SQLite's own busy timeout would
 * wait in the event loop, and with it everybody, also those who need no storage. What is busy has changed nothing,
 * so it can be done again as a whole.
 * @param monotonic milliseconds
 */
export function whileBusy(
  monotonic: () => number,
  pause: (ms: number) => Promise<unknown> = delay,
): BusyRetry {
  return async (work) => {
    const until = monotonic() + DEADLINE_MS;
    for (;;) {
      try {
        return work();
      } catch (cause) {
        if (!isBusy(cause) || monotonic() >= until) throw cause;
        await pause(PAUSE_MS);
      }
    }
  };
}

const SQLITE_BUSY = 5;

/** The low byte names the error, the others its kind, of which SQLITE_BUSY has three (sqlite.org/rescode.html). */
export function isBusy(cause: unknown): boolean {
  if (!(cause instanceof Error) || !('errcode' in cause)) return false;
  return typeof cause.errcode === 'number' && (cause.errcode & 0xff) === SQLITE_BUSY;
}

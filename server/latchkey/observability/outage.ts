import type { Log } from './log.ts';

/** How often a storage that was out of reach is asked whether it is back. */
const LOOK_MS = 1_000;

export interface OutageDeps {
  readonly log: Log;
  /** Asks the storage; rejects while it is out of reach. */
  readonly ping: () => Promise<void>;
}

/**
 * One line when the storage goes and one when it is back, however many requests fail in between: a line for each would
 * fill the disk that may be what is full.
 * @returns to be called with each failure
 */
export function createOutageLog({ log, ping }: OutageDeps): (failure: unknown, requestId: string) => void {
  let outage: { readonly since: number; failures: number } | null = null;

  function look(): void {
    const timer = setTimeout(async () => {
      try {
        await ping();
      } catch {
        look();
        return;
      }
      if (outage === null) return;
      const { since, failures } = outage;
      outage = null;
      log.warn({ ms: Math.round(performance.now() - since), failures }, 'the storage is back');
    }, LOOK_MS);
    timer.unref();
  }

  return (failure, requestId) => {
    if (outage !== null) {
      outage.failures += 1;
      return;
    }
    outage = { since: performance.now(), failures: 1 };
    log.error({ err: failure, requestId }, 'the storage is out of reach');
    look();
  };
}

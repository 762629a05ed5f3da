import { LatchkeyError } from './errors.ts';

/** Runs once after so many milliseconds. @returns a function that cancels it. */
export type After = (ms: number, run: () => void) => () => void;

/** By this context's own timers. */
export const afterTimeout: After = (ms, run) => {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
};

/**
 * Settles as the work does, but not after the deadline and not after the signal, whatever the work does then.
 * @throws LatchkeyError `deadline-exceeded`, `aborted`, and what the work throws.
 */
export function withDeadline<T>(
  work: Promise<T>,
  { ms, after, signal }: { readonly ms: number; readonly after: After; readonly signal: AbortSignal | null },
): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const cancel = after(ms, () =>
    reject(new LatchkeyError('deadline-exceeded', 'The call did not settle inside its deadline')),
  );
  const abort = () => reject(callerAborted());
  signal?.addEventListener('abort', abort);
  work.then(resolve, reject);
  return promise.finally(() => {
    cancel();
    signal?.removeEventListener('abort', abort);
  });
}

export const callerAborted = (): LatchkeyError =>
  new LatchkeyError('aborted', 'The caller aborted this call');

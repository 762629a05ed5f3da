import { LatchkeyError } from '../../protocol/errors.ts';
import type { Clock } from '../ports.ts';

/**
 * Settles within the deadline, whatever the work does; the signal tells the work that nobody waits any more.
 * @throws LatchkeyError `deadline-exceeded`, and what the work throws.
 */
export async function withDeadline<T>(
  clock: Clock,
  ms: number,
  abort: AbortController,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const cancel = clock.after(ms, () => {
    reject(new LatchkeyError('deadline-exceeded', 'The call did not settle inside its deadline'));
    abort.abort();
  });
  const aborted = () => reject(new LatchkeyError('aborted', 'The caller aborted this call'));
  abort.signal.addEventListener('abort', aborted);
  work(abort.signal).then(resolve, reject);
  return promise.finally(() => {
    cancel();
    abort.signal.removeEventListener('abort', aborted);
  });
}

/**
 * Runs one task after the other. Every request that carries the cookie goes through one queue: the cookie that
 * an answer sets must not overwrite one that a later request was given.
 */
export type SerialQueue = <T>(task: () => Promise<T>) => Promise<T>;

export function createSerialQueue(): SerialQueue {
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const run = last.then(task);
    last = run.catch(() => {});
    return run;
  };
}

/**
 * Runs one task after the other. Every request that carries the cookie goes through one lane: the cookie that
 * an answer sets must not overwrite one that a later request was given.
 */
export type Lane = <T>(task: () => Promise<T>) => Promise<T>;

export function createLane(): Lane {
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const run = last.then(task);
    last = run.catch(() => {});
    return run;
  };
}

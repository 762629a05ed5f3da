/**
 * Work that tells how things are now, for many who ask at once: each of them is answered by a run that has begun
 * after it asked, one run goes at a time, and all who ask during one share the next.
 */
export function coalesce(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  let next: Promise<void> | undefined;

  function run(): Promise<void> {
    next = undefined;
    const mine = work().finally(() => {
      if (running === mine) running = undefined;
    });
    running = mine;
    return mine;
  }

  return () => {
    if (running === undefined) return run();
    next ??= running.then(run, run);
    return next;
  };
}

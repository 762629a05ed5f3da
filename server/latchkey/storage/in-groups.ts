/** Carries one piece of work out together with others; settles as it has fared itself. */
export type InGroup<Work, Result> = (work: Work) => Promise<Result>;

export interface InGroupsDeps<Work, Result> {
  /**
   * Carries a group out, in the order of its members. When it rejects it has failed for all of them; a promise among
   * its results is one that is still to be had.
   * @returns a result for each, in their order
   */
  readonly carryOut: (group: readonly Work[]) => Promise<readonly (Result | Promise<Result>)[]>;
  /** How many groups are under way at a time at most. */
  readonly atOnce?: number;
  /** How many are in a group at most. */
  readonly most?: number;
  /** Work on the same is never under way twice, and done in the order in which it came; `undefined` is on nothing. */
  readonly on?: (work: Work) => string | undefined;
}

interface Waiting<Work, Result> {
  readonly work: Work;
  readonly done: (result: Result | Promise<Result>) => void;
  readonly failed: (cause: unknown) => void;
}

/**
 * One group for all that comes in one turn of the event loop, and for all that comes while the ones before are under
 * way: what takes as long for fifty as for one, a write to a disk or a way to a database and back, is paid once. Nobody
 * waits for others to come.
 */
export function inGroups<Work, Result>({
  carryOut,
  atOnce = 1,
  most = Number.POSITIVE_INFINITY,
  on = () => undefined,
}: InGroupsDeps<Work, Result>): InGroup<Work, Result> {
  let waiting: Waiting<Work, Result>[] = [];
  const busy = new Set<string>();
  let underWay = 0;
  let beginning = false;

  function begin(): void {
    if (beginning || waiting.length === 0 || underWay === atOnce) return;
    beginning = true;
    setImmediate(() => {
      beginning = false;
      const group = next();
      if (group.length > 0) void flush(group);
    });
  }

  /** Those that have waited longest, without whatever is on something that is busy or that another one waits for. */
  function next(): Waiting<Work, Result>[] {
    const group: Waiting<Work, Result>[] = [];
    const left: Waiting<Work, Result>[] = [];
    const met = new Set(busy);
    for (const one of waiting) {
      const subject = on(one.work);
      const free = subject === undefined || !met.has(subject);
      (free && group.length < most ? group : left).push(one);
      if (subject !== undefined) met.add(subject);
    }
    waiting = left;
    for (const subject of subjects(group)) busy.add(subject);
    return group;
  }

  const subjects = (group: readonly Waiting<Work, Result>[]) =>
    group.map(({ work }) => on(work)).filter((subject) => subject !== undefined);

  async function flush(group: readonly Waiting<Work, Result>[]): Promise<void> {
    underWay += 1;
    begin();
    try {
      const results = await carryOut(group.map(({ work }) => work));
      group.forEach(({ done }, index) => {
        done(results[index] as Result | Promise<Result>);
      });
    } catch (cause) {
      for (const { failed } of group) failed(cause);
    } finally {
      underWay -= 1;
      for (const subject of subjects(group)) busy.delete(subject);
      begin();
    }
  }

  return (work) =>
    new Promise<Result>((done, failed) => {
      waiting.push({ work, done, failed });
      begin();
    });
}

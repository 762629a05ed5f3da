import { createDeadlines, type Patience } from './deadlines.ts';

export interface InGroup<Work, Result> {
  /** Carries one piece of work out together with others; settles as it has fared itself. */
  (work: Work): Promise<Result>;
  /** Settles when all that has been asked for is answered. */
  drained(): Promise<void>;
}

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
  /**
   * What is not answered for so long fails: it is not begun any more, and may happen all the same when it is under way.
   * Without it all is waited for.
   */
  readonly patience?: Patience;
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
  patience,
}: InGroupsDeps<Work, Result>): InGroup<Work, Result> {
  let waiting: Waiting<Work, Result>[] = [];
  const busy = new Set<string>();
  let underWay = 0;
  let beginning = false;
  let unanswered = 0;
  const draining: (() => void)[] = [];
  const deadlines = patience && createDeadlines(patience, giveUp);

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
    for (const { work } of group) {
      const subject = on(work);
      if (subject !== undefined) busy.add(subject);
    }
    return group;
  }

  function settled({ work }: Waiting<Work, Result>): void {
    const subject = on(work);
    if (subject !== undefined) busy.delete(subject);
  }

  function settle(one: Waiting<Work, Result>, result: Result | Promise<Result>): void {
    one.done(result);
    if (!(result instanceof Promise)) {
      settled(one);
      return;
    }
    const later = () => {
      settled(one);
      begin();
    };
    result.then(later, later);
  }

  async function flush(group: readonly Waiting<Work, Result>[]): Promise<void> {
    underWay += 1;
    begin();
    try {
      const results = await carryOut(group.map(({ work }) => work));
      group.forEach((one, index) => {
        settle(one, results[index] as Result | Promise<Result>);
      });
    } catch (cause) {
      for (const one of group) {
        one.failed(cause);
        settled(one);
      }
    } finally {
      underWay -= 1;
      begin();
    }
  }

  function giveUp(late: ReadonlySet<Waiting<Work, Result>>): void {
    waiting = waiting.filter((one) => !late.has(one));
    for (const { failed } of late) failed(new Error(`not answered within ${patience?.ms} ms`));
  }

  function ask(work: Work): Promise<Result> {
    const { promise, resolve: done, reject: failed } = Promise.withResolvers<Result>();
    const one = { work, done, failed };
    const answered = () => {
      deadlines?.end(one);
      unanswered -= 1;
      if (unanswered === 0) for (const tell of draining.splice(0)) tell();
    };
    unanswered += 1;
    deadlines?.begin(one);
    promise.then(answered, answered);
    waiting.push(one);
    begin();
    return promise;
  }

  return Object.assign(ask, {
    drained: () =>
      new Promise<void>((tell) => {
        if (unanswered === 0) tell();
        else draining.push(tell);
      }),
  });
}

import type { Clock } from '../broker/ports.ts';

const realTimeout = globalThis.setTimeout;

/** A clock that moves when it is told to. Timers run in the order of their time. */
export class FakeClock implements Clock {
  #nowMs: number;
  #trueMs: number;
  #timers: { readonly atMs: number; readonly run: () => void }[] = [];
  #awakeMs = 0;
  /** Whether a real server is asked, so that played time waits a little for what may come of it. */
  hasRealServer = false;

  constructor(nowMs = Date.UTC(2026, 0, 1)) {
    this.#nowMs = nowMs;
    this.#trueMs = nowMs;
  }

  /** What a clock that nobody sets shows: the server's. */
  trueNow(): number {
    return this.#trueMs;
  }

  /** What this machine's clock shows, in milliseconds since the epoch. */
  now(): number {
    return this.#nowMs;
  }

  /** Runs what is due after so many milliseconds awake. @returns a function that stops it */
  readonly after: Clock['after'] = (ms, run) => {
    const timer = { atMs: this.#awakeMs + ms, run };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  };

  /** Lets time pass and everything that is due happen. */
  async advance(ms: number): Promise<void> {
    const end = this.#awakeMs + ms;
    await this.#settle();
    for (;;) {
      const next = this.#timers
        .filter(({ atMs }) => atMs <= end)
        .toSorted((one, other) => one.atMs - other.atMs)[0];
      if (!next) break;
      this.#pass(next.atMs - this.#awakeMs);
      this.#timers = this.#timers.filter((other) => other !== next);
      next.run();
      await this.#settle();
    }
    this.#pass(end - this.#awakeMs);
  }

  /** The user, the system or a dead battery sets the clock; no time passes. */
  jump(ms: number): void {
    this.#nowMs += ms;
  }

  /** The machine sleeps: the clock goes on, timers do not. */
  sleep(ms: number): void {
    this.#nowMs += ms;
    this.#trueMs += ms;
  }

  async #settle(): Promise<void> {
    if (this.hasRealServer) await new Promise((resolve) => realTimeout(resolve, 2));
    await settled();
  }

  #pass(ms: number): void {
    this.#awakeMs += ms;
    this.sleep(ms);
  }
}

const realWork = new Set<Promise<unknown>>();

/** Played time stands still until this is done: a real server takes real time. */
export function whileRealWork<T>(work: Promise<T>): Promise<T> {
  realWork.add(work);
  const over = (): void => void realWork.delete(work);
  work.then(over, over);
  return work;
}

/** Lets everything happen that needs no time. */
export async function settled(): Promise<void> {
  while (realWork.size > 0) {
    await Promise.allSettled(realWork);
    await new Promise((resolve) => setImmediate(resolve));
  }
  for (let turn = 0; turn < 4; turn++) await new Promise((resolve) => setImmediate(resolve));
}

import { ANSWERED, type CallerEvent } from './caller-event.ts';

/** From one timer of a page to the next one that is due, when nothing keeps the page from running. */
const LATE_MS = 2_000;

export interface Verdict {
  readonly calls: number;
  /** How many calls ended in which way. */
  readonly outcomes: Readonly<Record<string, number>>;
  readonly slowestMs: number;
  /** Their tab was closed or loaded again under them. */
  readonly abandoned: number;
  /** Texts that a write has tried to add. */
  readonly attempted: ReadonlySet<string>;
  /** Texts whose write was answered with success. */
  readonly confirmed: ReadonlySet<string>;
  /** What must not be: calls that settled late or never, failures without a type, sign-outs. */
  readonly wrong: readonly string[];
}

interface Open {
  readonly life: string;
  readonly kind: string;
  readonly deadlineMs: number;
  readonly text: string | null;
}

/** The book that is kept of all calls of all tabs. */
export class Ledger {
  readonly #open = new Map<string, Open>();
  readonly #ended = new Set<string>();
  readonly #outcomes: Record<string, number> = {};
  readonly #attempted = new Set<string>();
  readonly #confirmed = new Set<string>();
  readonly #wrong: string[] = [];
  readonly #accessLifeMs: number;
  #calls = 0;
  #slowestMs = 0;

  constructor(accessLifeMs: number) {
    this.#accessLifeMs = accessLifeMs;
  }

  /** @param life names one tab between two loads. */
  hear(life: string, event: CallerEvent): void {
    switch (event.is) {
      case 'started':
        this.#calls += 1;
        this.#open.set(`${life} ${event.call}`, { life, ...event });
        if (event.text !== null) this.#attempted.add(event.text);
        return;
      case 'settled':
        this.#settle(life, event);
        return;
      case 'state':
        if (event.status.startsWith('signed-out')) this.#wrong.push(`${life}: ${event.status}`);
    }
  }

  /** From now on its calls may stay without an end. */
  lifeEnded(life: string): void {
    this.#ended.add(life);
  }

  verdict(): Verdict {
    const open = [...this.#open.values()];
    const unsettled = open.filter(({ life }) => !this.#ended.has(life));
    return {
      calls: this.#calls,
      outcomes: { ...this.#outcomes },
      slowestMs: Math.round(this.#slowestMs),
      abandoned: open.length - unsettled.length,
      attempted: this.#attempted,
      confirmed: this.#confirmed,
      wrong: [...this.#wrong, ...unsettled.map(({ life, kind }) => `${life}: a ${kind} never settled`)],
    };
  }

  #settle(
    life: string,
    { call, outcome, ms, overdueMs, starvedMs }: Extract<CallerEvent, { is: 'settled' }>,
  ): void {
    const name = `${life} ${call}`;
    const started = this.#open.get(name);
    if (started === undefined) {
      this.#wrong.push(`${name} settled without a start, or twice`);
      return;
    }
    this.#open.delete(name);
    this.#outcomes[outcome] = (this.#outcomes[outcome] ?? 0) + 1;
    this.#slowestMs = Math.max(this.#slowestMs, ms);
    if (outcome === ANSWERED && started.text !== null) this.#confirmed.add(started.text);
    const about = `${life}: a ${started.kind} with ${started.deadlineMs} ms`;
    if (overdueMs > LATE_MS + 2 * starvedMs) this.#wrong.push(`${about} took ${Math.round(ms)} ms`);
    // Sent twice, with two tokens that both died on their way: then the refusal is the answer.
    const refused = outcome === 'status 401' && ms < this.#accessLifeMs;
    if (refused || mustNotBe.test(outcome)) this.#wrong.push(`${about}: ${outcome}`);
  }
}

/** Outcomes that no worker's death, no fault and no missing network excuse. */
const mustNotBe =
  /^(signed-out|denied|invalid-request|context-invalidated|not typed.*|wrong answer|status 40[034])$/;

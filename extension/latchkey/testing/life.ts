/** Where a worker is to die: at its n-th call to a port, before or after that has had its effect. */
export interface Plan {
  readonly call: number;
  readonly moment: 'before' | 'after';
}

/** One worker's life. What it awaits when it dies never comes. */
export class Life {
  plan: Plan | null;
  calls = 0;
  refreshes = 0;
  dead = false;
  #funeral: () => void = () => {};

  constructor(plan: Plan | null = null) {
    this.plan = plan;
  }

  onDeath(run: () => void): void {
    this.#funeral = run;
  }

  die(): void {
    if (this.dead) return;
    this.dead = true;
    this.#funeral();
  }

  async through<T>(act: () => Promise<T>): Promise<T> {
    if (this.dead) return never;
    this.calls += 1;
    const last = this.plan?.call === this.calls ? this.plan.moment : null;
    if (last === 'before') {
      this.die();
      return never;
    }
    try {
      return await act();
    } finally {
      if (last === 'after') this.die();
      if (this.dead) await never;
    }
  }
}

const never = new Promise<never>(() => {});

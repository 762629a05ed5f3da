import { receiptOf } from '../../session/receipt.ts';
import { type Generation, generation } from '../../session/record.ts';
import { crashing } from './gate.ts';
import type { Answer, Instance, Sent, World } from './world.ts';

/** How one refresh fares between a client and two servers. */
export type Fate =
  | 'delivered'
  /** The server acts, the answer does not arrive. */
  | 'answer-lost'
  | 'crash-before-write'
  | 'crash-after-write'
  /** Both servers get the request, and one of the answers arrives. */
  | 'duplicated'
  /** Something on the way keeps the request; the client gives up, and it arrives some other time. */
  | 'held-up';

/** A client that does what the broker does: one refresh at a time, the cookie of the last answer, and then uses it. */
export class HonestClient {
  cookie: Generation = generation(1);
  access: Generation = generation(1);
  receipt: string | undefined;
  heldUp: Sent[] = [];
  readonly answers: Answer[] = [];
  readonly #world: World;
  #cookieBefore: Generation = generation(1);

  constructor(world: World) {
    this.#world = world;
  }

  async refresh(at: Instance, other: Instance, fate: Fate): Promise<void> {
    const sent = this.#world.send(this.cookie, this.receipt);
    switch (fate) {
      case 'held-up':
        this.heldUp.push(sent);
        return;
      case 'delivered':
        return this.#receive(await this.#arrive(sent, at));
      case 'answer-lost':
        await this.#arrive(sent, at);
        return;
      case 'duplicated': {
        const [answer] = await Promise.all([this.#arrive(sent, at), this.#arrive(sent, other)]);
        return this.#receive(answer);
      }
      case 'crash-before-write':
        await crashing('before-write', () => this.#arrive(sent, at));
        return;
      case 'crash-after-write':
        await crashing('after-write', () => this.#arrive(sent, at));
    }
  }

  async use(at: Instance): Promise<void> {
    await this.#world.use(this.access, at);
  }

  /** The browser crashes, and comes back with the cookie it had on disk. */
  crash(): void {
    this.cookie = this.#cookieBefore;
  }

  /**
   * A server clock that is set back by more than a request is held up makes its proof look newer than rotations
   * that came after it. No connection is kept that long.
   */
  loseHeldUp(): void {
    this.heldUp = [];
  }

  /** One of the requests that were held up arrives now, and nobody waits for its answer. */
  async release(which: number, at: Instance): Promise<void> {
    const [sent] = this.heldUp.splice(which % Math.max(1, this.heldUp.length), 1);
    if (sent !== undefined) await this.#arrive(sent, at);
  }

  async #arrive(sent: Sent, at: Instance): Promise<Answer> {
    const answer = await this.#world.arrive(sent, at);
    this.answers.push(answer);
    return answer;
  }

  #receive(answer: Answer): void {
    if (answer.type !== 'rotated' && answer.type !== 'replayed' && answer.type !== 'healed') return;
    this.#cookieBefore = this.cookie;
    this.cookie = answer.record.gen;
    this.receipt = receiptOf(answer.record, answer.record.gen);
    this.access = answer.record.gen;
  }
}

import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { createHash, randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { LatchkeyError } from '../protocol/errors.ts';
import type { FakeClock } from './fake-clock.ts';
import type { Fault } from './faulty-way.ts';
import { type BackendUnderTest, Scene } from './scene.ts';

export interface ChaosRun {
  /** The same seed gives the same calls, faults and disturbances. */
  readonly seed: string;
  /** Of played time. */
  readonly seconds: number;
}

/** As `LATCHKEY_CHAOS_SEED` and `LATCHKEY_CHAOS_SECONDS` say. */
export const chaosRun = (seconds: number): ChaosRun => ({
  seed: process.env.LATCHKEY_CHAOS_SEED ?? randomUUID().slice(0, 8),
  seconds: Number(process.env.LATCHKEY_CHAOS_SECONDS ?? seconds),
});

export const titleOf = ({ seed, seconds }: ChaosRun): string =>
  `${seconds} s of chaos: LATCHKEY_CHAOS_SEED=${seed} LATCHKEY_CHAOS_SECONDS=${seconds}`;

export interface ChaosSettings {
  readonly run: ChaosRun;
  /**
   * What a lost answer to a refresh takes with it: `nothing`, since the server answers it again; the next refresh token
   * in the `cookie`, which the browser takes without the worker; or the one in the `body`.
   */
  readonly lostWith: 'nothing' | 'cookie' | 'body';
}

const STEP_MS = 100;
const TABS = 30;

/** On its way, or in place of an answer by what stands in front of the server. */
const fault = fc.oneof(
  fc.constantFrom<Fault>('drop-request', 'drop-response', 'cut-body', 'hang'),
  fc.integer({ min: 1, max: 10_000 }).map((delayMs): Fault => ({ delayMs })),
  fc.constantFrom<Fault>(
    { status: 503, headers: { 'Retry-After': '2' } },
    { status: 502 },
    { status: 429 },
    { status: 401, body: '<h1>Hotel</h1>' },
  ),
);

/** A captive portal that says yes to everything. */
const portal: Fault = { status: 200, body: '<h1>Hotel</h1>' };

const disturbance = fc.oneof(
  { weight: 85, arbitrary: fc.constant({ is: 'nothing' as const }) },
  { weight: 5, arbitrary: fc.constant({ is: 'worker-dies' as const }) },
  { weight: 1, arbitrary: fc.constant({ is: 'browser-restarts' as const }) },
  {
    weight: 1,
    arbitrary: fc.integer({ min: 200, max: 4_000 }).map((forMs) => ({ is: 'network-away' as const, forMs })),
  },
  { weight: 1, arbitrary: fc.constant({ is: 'tokens-refused' as const }) },
  {
    weight: 2,
    arbitrary: fc
      .oneof({ weight: 10, arbitrary: fault }, { weight: 1, arbitrary: fc.constant(portal) })
      .map((one) => ({ is: 'refresh-meets' as const, one })),
  },
  { weight: 5, arbitrary: fault.map((one) => ({ is: 'api-meets' as const, one })) },
);

const step = fc.record({
  calls: fc.array(fc.record({ tab: fc.nat(TABS - 1), writes: fc.boolean() }), { maxLength: 6 }),
  disturbance,
});

/**
 * Thirty tabs call while the worker dies, the network fails and tokens are refused, in played time. Rejects with an
 * AssertionError where the broker breaks what it promises with such a server: whoever is signed out has lost an answer
 * that the server does not repeat, every call settles, one refresh is in flight at most, and a write is done once where
 * it was answered and never twice.
 */
export async function backendChaos(
  setUp: (clock: FakeClock) => BackendUnderTest | Promise<BackendUnderTest>,
  { run: { seed, seconds }, lostWith }: ChaosSettings,
): Promise<void> {
  const chaos = await Chaos.open(setUp, lostWith);
  const numRuns = (seconds * 1000) / STEP_MS;
  for (const { calls, disturbance: next } of fc.sample(step, { seed: numberOf(seed), numRuns })) {
    for (const { tab, writes } of calls) chaos.call(tab, writes);
    await chaos.disturb(next);
    await chaos.scene.world.clock.advance(STEP_MS);
    await chaos.signInAgain();
  }
  await chaos.calm();
  await chaos.verdict();
  // A quiet run would prove nothing.
  for (const [figure, count] of Object.entries(chaos.figures()))
    assert.ok(count > seconds / 10, `${figure}: ${count}`);
}

const numberOf = (seed: string): number => createHash('sha256').update(seed).digest().readInt32BE();

/** Whether the server did what it was asked for, as soon as it was asked. */
type Asked = boolean[];

class Chaos {
  readonly scene: Scene;
  readonly #lostWith: ChaosSettings['lostWith'];
  readonly #writes: Map<string, number>;
  readonly #confirmed = new Set<string>();
  readonly #wrong: string[] = [];
  readonly #calls: Promise<void>[] = [];
  #unsettled = 0;
  #answered = 0;
  #workerDeaths = 0;
  #mayBeOut = false;
  /** Counts what happens to refreshes, so that it is known which came first. */
  #moment = 0;
  #lostAt = 0;
  /** When the refresh was sent whose answer is here and not stored yet. */
  #unstored: number | null = null;
  #awayUntilMs = 0;

  private constructor(scene: Scene, lostWith: ChaosSettings['lostWith'], writes: Map<string, number>) {
    this.scene = scene;
    this.#lostWith = lostWith;
    this.#writes = writes;
  }

  static async open(
    setUp: (clock: FakeClock) => BackendUnderTest | Promise<BackendUnderTest>,
    lostWith: ChaosSettings['lostWith'],
  ): Promise<Chaos> {
    const writes = new Map<string, number>();
    const answers = new AsyncLocalStorage<Asked>();
    const scene = await Scene.open(async (clock) => {
      const under = await setUp(clock);
      return {
        ...under,
        async server(request) {
          const isWrite = request.method === 'POST' && new URL(request.url).pathname === under.api;
          const text = isWrite ? await request.clone().text() : '';
          const response = await under.server(request);
          answers.getStore()?.push(response.ok);
          if (isWrite && response.ok) writes.set(text, (writes.get(text) ?? 0) + 1);
          return response;
        },
      };
    });
    const chaos = new Chaos(scene, lostWith, writes);
    const { world, network, under } = scene;
    // One that has begun with the sign-in is not watched.
    while (world.life.refreshes > 0) await world.clock.advance(50);
    world.reach = (request) => {
      if (!under.isRefresh(request)) return network.fetch(request);
      const asked: Asked = [];
      const { life } = world;
      chaos.#moment += 1;
      const sentAt = chaos.#moment;
      return answers.run(asked, async () => {
        try {
          const response = await network.fetch(request);
          const arrived = life.dead || !(await isWhole(response)) ? 'without-body' : 'whole';
          chaos.#refreshEnds(asked, arrived, sentAt);
          return response;
        } catch (cause) {
          chaos.#refreshEnds(asked, 'lost', sentAt);
          throw cause;
        }
      });
    };
    const save = world.persisted.save.bind(world.persisted);
    let kept: unknown = null;
    world.persisted.save = async (value) => {
      await save(value);
      const next: unknown = Reflect.get(Object(value), 'kept');
      if (next !== kept) chaos.#grantIsKept();
      kept = next;
    };
    world.popup.onPush((state) => {
      if (state?.status === 'signed-out') chaos.#blame('a page was told of a sign-out');
    });
    return chaos;
  }

  call(tab: number, writes: boolean): void {
    const { world, under } = this.scene;
    const body = `${this.#calls.length}`;
    const init: RequestInit = writes ? { method: 'POST', body } : {};
    this.#unsettled += 1;
    const settled = world
      .tab(tab)
      .fetch(under.api, init)
      .then(
        ({ ok }) => {
          this.#answered += ok ? 1 : 0;
          if (ok && writes) this.#confirmed.add(body);
        },
        (error: unknown) => {
          if (!(error instanceof LatchkeyError)) this.#wrong.push(String(error));
          else if (error.code === 'signed-out') this.#blame('a call was told that nobody is signed in');
        },
      );
    this.#calls.push(
      settled.finally(() => {
        this.#unsettled -= 1;
      }),
    );
  }

  async disturb(next: typeof disturbance extends fc.Arbitrary<infer T> ? T : never): Promise<void> {
    const { world, network, under } = this.scene;
    switch (next.is) {
      case 'nothing':
        break;
      case 'worker-dies':
        this.#workerDeaths += 1;
        this.#workerWillDie();
        world.kill();
        break;
      case 'browser-restarts':
        this.#workerDeaths += 1;
        this.#workerWillDie();
        world.restartBrowser();
        break;
      case 'network-away':
        this.#awayUntilMs = world.clock.now() + next.forMs;
        break;
      case 'tokens-refused':
        await under.refuseAccessTokens();
        break;
      case 'refresh-meets':
        network.next(under.isRefresh, next.one);
        break;
      case 'api-meets':
        network.next((request) => new URL(request.url).pathname === under.api, next.one);
    }
    network.offline = world.clock.now() < this.#awayUntilMs;
  }

  /** Whoever may have been signed out signs in again, and from then on has lost nothing. */
  async signInAgain(): Promise<void> {
    const { world, network, under } = this.scene;
    const { status } = await world.finish(world.client.state());
    if (status !== 'signed-out') return;
    this.#blame('somebody is signed out');
    network.clearFaults();
    network.offline = false;
    await under.signIn(world);
    this.#mayBeOut = false;
  }

  /** Everything is well again, for longer than any deadline and any backoff. */
  async calm(): Promise<void> {
    const { world, network } = this.scene;
    network.clearFaults();
    network.offline = false;
    for (let ring = 0; ring < 3; ring++) {
      await world.clock.advance(60_000);
      await world.finish(world.wake().wake());
    }
    // What was lost at the very end is found out by the next refresh.
    this.call(0, false);
    await world.finish(Promise.all(this.#calls));
    await this.signInAgain();
  }

  async verdict(): Promise<void> {
    const { world, under } = this.scene;
    assert.equal(this.#unsettled, 0, 'calls that never settled');
    await Promise.all(this.#calls);
    assert.deepEqual(this.#wrong, []);
    assert.ok(world.mostRefreshes <= 1, 'refreshes at once');
    assert.deepEqual(
      [...this.#writes].filter(([, times]) => times > 1),
      [],
      'writes that were done twice',
    );
    assert.deepEqual(
      [...this.#confirmed].filter((text) => !this.#writes.has(text)),
      [],
      'writes that were lost',
    );
    assert.equal((await world.finish(world.client.fetch(under.api))).status, 200);
  }

  figures() {
    return {
      answered: this.#answered,
      workerDeaths: this.#workerDeaths,
      refreshes: this.scene.refreshes,
    };
  }

  /** An older refresh token that arrives late, from a worker that is dead, ends a session as a lost answer does. */
  #refreshEnds(asked: Asked, arrived: 'whole' | 'without-body' | 'lost', sentAt: number): void {
    const [done] = asked;
    if (done === undefined) return;
    if (done && arrived === 'without-body' && this.#lostWith === 'cookie') this.#goesOn(sentAt);
    else if (done && arrived === 'whole' && this.#lostWith === 'body') this.#unstored = sentAt;
    else if (done && arrived === 'whole') this.#goesOn(sentAt);
    else if (done || arrived !== 'whole') this.#answerIsLost();
  }

  #grantIsKept(): void {
    if (this.#unstored !== null) this.#goesOn(this.#unstored);
    this.#unstored = null;
  }

  #workerWillDie(): void {
    if (this.#unstored !== null) this.#answerIsLost();
    this.#unstored = null;
  }

  /** A refresh that was sent after the last loss has shown that there is a session. */
  #goesOn(sentAt: number): void {
    if (sentAt > this.#lostAt) this.#mayBeOut = false;
  }

  #answerIsLost(): void {
    this.#moment += 1;
    this.#lostAt = this.#moment;
    this.#mayBeOut ||= this.#lostWith !== 'nothing';
  }

  #blame(what: string): void {
    if (!this.#mayBeOut) this.#wrong.push(what);
  }
}

const isWhole = (response: Response): Promise<boolean> =>
  response
    .clone()
    .arrayBuffer()
    .then(() => true)
    .catch(() => false);

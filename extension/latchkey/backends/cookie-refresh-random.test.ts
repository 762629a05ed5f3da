import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LatchkeyError } from '../protocol/errors.ts';
import { DualTokenServer } from '../testing/dual-token-server.ts';
import type { Fault } from '../testing/faulty-way.ts';
import { Network } from '../testing/network.ts';
import { World } from '../testing/world.ts';
import { cookieRefresh } from './cookie-refresh.ts';

/** More by LATCHKEY_TEST_RUNS; a failure prints the seed and path that repeat it. */
const RUNS = Number(process.env.LATCHKEY_TEST_RUNS ?? 40);

const isRefresh = ({ url }: Request): boolean => url.endsWith('/auth/refresh');
const isApi = ({ url }: Request): boolean => url.includes('/api/');

/** Somebody in front of a server that takes an older refresh token for theft. */
class Story {
  readonly world = new World();
  readonly server = new DualTokenServer({ now: () => this.world.clock.now() });
  readonly network = new Network(this.world.clock, (request) => this.server.app.fetch(request));
  readonly wrong: string[] = [];
  readonly calls: Promise<void>[] = [];
  unsettled = 0;

  constructor() {
    this.world.origin = this.server.origin;
    this.world.reach = this.network.fetch;
    this.world.isRefresh = isRefresh;
    this.world.backend = () =>
      cookieRefresh({ signIn: '/auth/login', refresh: '/auth/refresh', signOut: '/auth/logout' });
  }

  call(tab: number): void {
    this.unsettled += 1;
    const over = (error?: unknown): void => {
      this.unsettled -= 1;
      if (error !== undefined && (!(error instanceof LatchkeyError) || error.code === 'signed-out'))
        this.wrong.push(String(error));
    };
    this.calls.push(
      this.world
        .tab(tab)
        .fetch('/api/items')
        .then(() => over(), over),
    );
  }
}

type Act = (story: Story) => unknown;
const act = (name: string, run: Act): Act => Object.assign(run, { toString: () => name });

/** What is no lost answer to a refresh: that one such a server does not forgive. */
const fault = fc.oneof(
  fc.constantFrom<Fault>('drop-request', 'cut-body', 'hang'),
  fc.integer({ min: 1, max: 20_000 }).map((delayMs): Fault => ({ delayMs })),
  fc.constantFrom<Fault>(
    { status: 503, headers: { 'Retry-After': '5' } },
    { status: 502 },
    { status: 429 },
    { status: 401, body: '<h1>Hotel</h1>' },
    { status: 200, body: '{}' },
  ),
);

const acts = fc.oneof(
  { weight: 6, arbitrary: fc.nat(3).map((tab) => act(`call from tab ${tab}`, (story) => story.call(tab))) },
  { weight: 3, arbitrary: fc.constant(act('the worker dies', (story) => story.world.kill())) },
  {
    weight: 1,
    arbitrary: fc.constant(act('the browser is restarted', (story) => story.world.restartBrowser())),
  },
  {
    weight: 3,
    arbitrary: fc.constant(act('the token expires', (story) => story.world.clock.advance(300_000))),
  },
  {
    weight: 2,
    arbitrary: fc.constant(act('access tokens are refused', (story) => story.server.refuseAccessTokens())),
  },
  {
    weight: 3,
    arbitrary: fc
      .integer({ min: 1, max: 40_000 })
      .map((ms) => act(`${ms} ms pass`, (story) => story.world.clock.advance(ms))),
  },
  {
    weight: 3,
    arbitrary: fault.map((one) =>
      act(`refresh: ${JSON.stringify(one)}`, (story) => story.network.next(isRefresh, one)),
    ),
  },
  {
    weight: 2,
    arbitrary: fault.map((one) =>
      act(`API: ${JSON.stringify(one)}`, (story) => story.network.next(isApi, one)),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.boolean().map((offline) =>
      act(offline ? 'offline' : 'online', (story) => {
        story.network.offline = offline;
      }),
    ),
  },
);

async function tell(story: Story, all: readonly Act[]): Promise<void> {
  const { world, network } = story;
  await world.finish(world.account.signIn({ username: 'ada', password: 'right', fields: { captcha: '5' } }));
  for (const run of all) await run(story);
  network.clearFaults();
  network.offline = false;
  for (let ring = 0; ring < 3; ring++) {
    await world.clock.advance(60_000);
    await world.finish(world.wake().wake());
  }
  expect(story.unsettled, 'calls that never settled').toBe(0);
  await Promise.all(story.calls);
  expect(story.wrong).toEqual([]);
  expect(world.mostRefreshes).toBeLessThanOrEqual(1);
  expect(story.server.sessions).toBe(1);
  expect(await world.finish(world.client.state())).toMatchObject({ status: 'signed-in' });
}

test('whatever happens but a lost answer: nobody is signed out, every call settles, one refresh at a time', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(acts, { minLength: 1, maxLength: 14 }), (all) => tell(new Story(), all)),
    { numRuns: RUNS },
  );
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LatchkeyError } from '../protocol/errors.ts';
import type { Fault } from '../testing/faulty-way.ts';
import { World } from '../testing/world.ts';

/** More by LATCHKEY_TEST_RUNS; a failure prints the seed and path that repeat it. */
const RUNS = Number(process.env.LATCHKEY_TEST_RUNS ?? 150);

/** A world with somebody in it, and what is known about them whatever the broker says. */
class Story {
  readonly world = new World();
  /** Whether a sign-out or the server has given a reason to be signed out. */
  mayBeOut = false;
  readonly calls: { readonly settled: Promise<void>; readonly about: string }[] = [];
  readonly wrong: string[] = [];
  unsettled = 0;

  /** A call whose end is looked at later. */
  call(about: string, work: Promise<unknown>): void {
    this.unsettled += 1;
    const settled = work.then(
      () => {},
      (error: unknown) => {
        if (!(error instanceof LatchkeyError)) this.wrong.push(`${about}: ${error}`);
        else if (error.code === 'signed-out' && !this.mayBeOut) this.wrong.push(`${about}: signed out`);
      },
    );
    this.calls.push({ about, settled: settled.finally(() => (this.unsettled -= 1)) });
  }

  listen(): void {
    this.world.popup.onPush((state) => {
      if (state === null) return;
      if (state.status === 'signed-out' && !this.mayBeOut)
        this.wrong.push(`pushed: ${JSON.stringify(state)}`);
    });
  }
}

type Act = (story: Story) => Promise<void> | void;
const act = (name: string, run: Act) => Object.assign(run, { toString: () => name });

const fault = fc.oneof(
  fc.constantFrom<Fault>('drop-request', 'drop-response', 'cut-body', 'hang'),
  fc.integer({ min: 1, max: 20_000 }).map((delayMs): Fault => ({ delayMs })),
  fc.constantFrom<Fault>(
    { status: 503, headers: { 'Retry-After': '1' } },
    { status: 503, headers: { 'Retry-After': '30' } },
    { status: 502 },
    { status: 429, headers: { 'Retry-After': '5' } },
    { status: 401, body: '<h1>Hotel</h1>' },
    { status: 400, body: JSON.stringify({ code: 'use_dpop_nonce', status: 400, title: '' }) },
    { status: 200, body: '{}' },
  ),
);

const everydayActs = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .nat(3)
      .map((tab) =>
        act(`call from tab ${tab}`, (story) => story.call('fetch', story.world.tab(tab).fetch('/api/items'))),
      ),
  },
  {
    weight: 2,
    arbitrary: fc.constant(act('token', (story) => story.call('token', story.world.client.getToken()))),
  },
  {
    weight: 2,
    arbitrary: fc.constant(
      act('wake', (story) => {
        void story.world.wake().wake();
      }),
    ),
  },
  {
    weight: 4,
    arbitrary: fc
      .integer({ min: 1, max: 40_000 })
      .map((ms) => act(`${ms} ms pass`, (story) => story.world.clock.advance(ms))),
  },
  {
    weight: 3,
    arbitrary: fc.constant(
      act('the token expires', (story) => story.world.clock.advance(story.world.server.accessTtlMs)),
    ),
  },
  {
    weight: 1,
    arbitrary: fc
      .integer({ min: 1, max: 100 })
      .map((hours) => act(`${hours} h of sleep`, (story) => story.world.clock.sleep(hours * 3_600_000))),
  },
  {
    weight: 1,
    arbitrary: fc
      .integer({ min: -600_000, max: 600_000 })
      .map((ms) => act(`the clock jumps ${ms} ms`, (story) => story.world.clock.jump(ms))),
  },
  { weight: 3, arbitrary: fc.constant(act('the worker dies', (story) => story.world.kill())) },
  {
    weight: 3,
    arbitrary: fc
      .record({
        call: fc.integer({ min: 1, max: 14 }),
        moment: fc.constantFrom('before' as const, 'after' as const),
      })
      .map((plan) =>
        act(`the next worker dies ${plan.moment} call ${plan.call}`, (story) => {
          story.world.plan = plan;
        }),
      ),
  },
  {
    weight: 1,
    arbitrary: fc.constant(act('the browser is restarted', (story) => story.world.restartBrowser())),
  },
  {
    weight: 1,
    arbitrary: fc.constant(
      act('the memory storage is wiped', (story) => {
        story.world.kill();
        story.world.sessionScoped.clear();
      }),
    ),
  },
  {
    weight: 3,
    arbitrary: fault.map((one) =>
      act(`refresh: ${JSON.stringify(one)}`, (story) => story.world.server.next('/auth/refresh', one)),
    ),
  },
  {
    weight: 2,
    arbitrary: fault.map((one) =>
      act(`API: ${JSON.stringify(one)}`, (story) => story.world.server.next('/api/', one)),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.boolean().map((offline) =>
      act(offline ? 'offline' : 'online', (story) => {
        story.world.server.offline = offline;
      }),
    ),
  },
);

const signOut = act('sign out', async (story) => {
  story.mayBeOut = true;
  story.call('sign-out', story.world.account.signOut());
});
const signIn = act('sign in', async (story) => {
  // Nobody finds a sign-in form before the sign-out has answered.
  const signedOut = story.calls.filter(({ about }) => about === 'sign-out').map(({ settled }) => settled);
  await story.world.finish(Promise.all(signedOut));
  story.mayBeOut = true;
  const state = await story.world.signIn().catch(() => null);
  if (state?.status !== 'signed-in') return;
  // Where the worker died before it began, it is the session from before, whose end nobody has heard of yet.
  const session = story.world.server.sessions.get(state.sessionId);
  if (session?.status === 'active') story.mayBeOut = false;
});
const ended = act('the server ends the session', (story) => {
  story.mayBeOut = true;
  for (const session of story.world.server.sessions.values()) session.status = 'admin';
});
const logoutFault = fault.map((one) =>
  act(`logout: ${JSON.stringify(one)}`, (story) => story.world.server.next('/auth/logout', one)),
);

/** Everybody is back: the network, the time, the user. */
async function calm({ world }: Story): Promise<void> {
  world.server.clearFaults();
  world.server.offline = false;
  world.plan = null;
  world.life.plan = null;
  // Longer than any deadline and any wait that was asked for.
  await world.clock.advance(60_000);
  for (let ring = 0; ring < 3; ring++) {
    await world.finish(world.wake().wake());
    await world.clock.advance(60_000);
  }
}

async function tell(acts: readonly Act[]): Promise<Story> {
  const story = new Story();
  await story.world.signIn();
  story.listen();
  for (const run of acts) await run(story);
  await calm(story);
  expect(story.unsettled, 'calls that never settled').toBe(0);
  await Promise.all(story.calls.map(({ settled }) => settled));
  expect(story.wrong).toEqual([]);
  expect(story.world.mostRefreshes).toBeLessThanOrEqual(1);
  expect([...story.world.server.sessions.values()].map(({ status }) => status)).not.toContain('reuse');
  return story;
}

test('whatever happens to the worker, the network and the clock: nobody is signed out, every call settles, one refresh at a time', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(everydayActs, { maxLength: 25 }), async (acts) => {
      const { world } = await tell(acts);
      expect((await world.finish(world.client.fetch('/api/items'))).status).toBe(200);
      expect(await world.client.state()).toMatchObject({ status: 'signed-in', condition: 'idle' });
    }),
    { numRuns: RUNS },
  );
}, 600_000);

test('and with sign-outs, sign-ins and verdicts in between: signed in exactly when the last of them says so', async () => {
  const acts = fc.array(
    fc.oneof(
      { weight: 5, arbitrary: everydayActs },
      { weight: 1, arbitrary: fc.constantFrom(signOut, signIn, ended) },
      { weight: 1, arbitrary: logoutFault },
    ),
    { maxLength: 25 },
  );
  await fc.assert(
    fc.asyncProperty(acts, async (chosen) => {
      const { world, mayBeOut } = await tell(chosen);
      const state = await world.finish(world.client.state());
      if (!mayBeOut) expect(state).toMatchObject({ status: 'signed-in' });
      const alive = [...world.server.sessions.values()].filter(({ status }) => status === 'active');
      if (state.status === 'signed-out' && state.reason === 'user') expect(alive).toEqual([]);
      expect(alive.length).toBeLessThanOrEqual(1);
    }),
    { numRuns: RUNS },
  );
}, 600_000);

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { passkey } from '../../flows/passkey.ts';
import { type RedirectWay, type SignInWay, WayError } from '../../flows/way.ts';
import { website } from '../../flows/website.ts';
import { redisMissing, startRedis } from '../../storage/testing/redis-server.ts';
import { countCalls, type StorageCalls } from '../../testing/counted-store.ts';
import { items } from '../../testing/items.ts';
import { type TestApp, testApp } from '../../testing/test-app.ts';
import type { TestClient } from '../../testing/test-client.ts';

const CALLS = 1_000;
const title = `${CALLS} calls by nobody leave a bounded number of lines and records`;
/** What one network may leave behind in a minute, on any route: each limit is far below. */
const MOST = 60;

/** Whoever is sent to it comes back with nothing that holds. */
let departures = 0;
const broken: RedirectWay = {
  kind: 'redirect',
  id: 'acme',
  name: 'Acme',
  ready: async () => {},
  leave: async () => {
    departures += 1;
    throw new WayError('provider-unavailable', 'It can not be reached.');
  },
  arrive: async () => {
    throw new WayError('provider-answer-refused', 'It does not hold.');
  },
};

const ways: readonly SignInWay[] = [
  { kind: 'password', id: 'password' },
  broken,
  passkey(),
  website({ name: 'Site', signInUrl: '/login', who: async () => null }),
];

/**
 * What anybody can do without being signed in: from one address, a thousand calls of every route that is offered, in
 * every manner that goes further into it than none at all.
 */
describe.each([
  ['memory', null],
  ['Redis', redisMissing()],
] as const)('on %s', (kind, missing) => {
  describe.skipIf(missing !== null)(missing ?? title, () => {
    let redis: Awaited<ReturnType<typeof startRedis>> | undefined;
    let app: TestApp;
    let stored: StorageCalls;
    let flow: { id: string; cookie: string };
    let solved: unknown;

    beforeAll(async () => {
      departures = 0;
      if (kind === 'Redis') redis = await startRedis();
      app = await testApp(
        {
          LATCHKEY_STORAGE: redis?.url ?? 'memory:',
          LATCHKEY_RATE_LIMIT_SCALE: '1',
          LATCHKEY_INTROSPECTION_CLIENTS: `orders:${'s'.repeat(32)}`,
        },
        { modules: [items], signIn: ways },
      );
      const challenger = await app.client();
      solved = await challenger.solved();
      const begun = await challenger.callWithProof('/auth/flows', { json: {} });
      const { id } = (await begun.json()) as { id: string };
      flow = { id, cookie: begun.headers.getSetCookie()[0]?.split(';')[0] ?? '' };
      stored = countCalls(app.storage.store);
    });
    afterAll(async () => {
      await app.storage.store.close();
      await redis?.stop();
    });

    /** Where limits and used proofs are kept as well, all that there is is counted. */
    const records = async () =>
      app.storage.type === 'redis' ? app.storage.redis.dbsize() : stored.writes.length;
    const lines = () => app.log().split('\n').length;

    const bodies: Readonly<Record<string, () => object>> = {
      '/auth/login': () => ({ username: 'ada', password: 'wrong', challenge: solved }),
      '/auth/register': () => ({ username: 'ada', password: 'correct horse battery', challenge: solved }),
    };

    /** The nth call of a route; the manners take turns. */
    async function call(client: TestClient, route: string, n: number): Promise<Response> {
      const [method = '', pattern = ''] = route.split(' ');
      const state = `${flow.id}.${'x'.repeat(43)}`;
      const path = pattern
        .replace('/callback/:way', `/callback/acme?state=${state}`)
        .replace(':way', ways[n % ways.length]?.id ?? '')
        // A third of them under an id that nobody has heard of.
        .replace(':id', pattern.includes('session') ? 'a-session' : n % 3 > 0 ? flow.id : `nobody-${n}`);
      const json = method === 'GET' ? undefined : (bodies[pattern]?.() ?? {});
      const cookie = { Cookie: `${flow.cookie}; rt=junk` };
      switch (n % 5) {
        case 0:
          return app.request(path, { method });
        case 1:
          return client.call(path, { method, json, token: `junk-${n}`, headers: { DPoP: 'junk' } });
        case 2:
          return client.call(path, { method, json, proof: true });
        case 3:
          return client.call(path, { method, json, headers: cookie });
        default:
          return app.request(path, {
            method,
            headers: { ...cookie, Origin: app.config.publicUrl, Host: 'localhost' },
          });
      }
    }

    test('on every route', { timeout: 120_000 }, async () => {
      expect(app.offered).toContain('POST /auth/flows/:id/claim');
      expect(app.offered).toContain('GET /sign-in/callback/:way');
      expect(app.offered).toContain('POST /api/items');
      expect(app.offered).toContain('POST /sign-in/:id/with/passkey');
      expect(app.offered).toContain('POST /auth/introspect');
      const left: Record<string, { lines: number; records: number }> = {};
      for (const route of app.offered) {
        const before = { lines: lines(), records: await records() };
        // A session that one route began must not be another's.
        const nobody = await app.client();
        for (let n = 0; n < CALLS; n += 1) await call(nobody, route, n);
        left[route] = { lines: lines() - before.lines, records: (await records()) - before.records };
      }
      const unbounded = Object.entries(left).filter(([, of]) => of.lines > MOST || of.records > MOST);
      expect(unbounded).toEqual([]);
      // Some are written of, or nothing was tried.
      expect(Object.values(left).some((of) => of.lines > 0)).toBe(true);
      expect(Object.values(left).some((of) => of.records > 0)).toBe(true);
    });

    test('nor is a provider asked without end', () => {
      expect(departures).toBeGreaterThan(0);
      expect(departures).toBeLessThanOrEqual(20);
    });
  });
});

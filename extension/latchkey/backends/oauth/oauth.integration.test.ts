import { Visitor } from 'latchkey-server/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { backendPromises } from '../../testing/backend-promises.ts';
import { Network } from '../../testing/network.ts';
import {
  type PublicClientProvider,
  startPublicClientProvider,
} from '../../testing/public-client-provider.ts';
import { World } from '../../testing/world.ts';
import { oauth } from './oauth.ts';

const API = 'https://api.example';
const REDIRECT = 'https://nhlgahbiphgfcfhigkpmhepplhoikdio.chromiumapp.org';

let provider: PublicClientProvider;
beforeAll(async () => {
  provider = await startPublicClientProvider([`${REDIRECT}/`]);
});
afterAll(() => provider.stop());

/** The provider and an API that takes its tokens. */
class Surroundings {
  readonly refused = new Set<string>();
  accessToken = '';
  refreshToken = '';

  readonly backend = () =>
    oauth({
      issuer: provider.issuer,
      clientId: provider.clientId,
      resource: API,
      scopes: ['openid', 'profile'],
    });

  readonly server = async (request: Request): Promise<Response> => {
    if (request.url.startsWith(provider.issuer)) {
      const response = await fetch(request);
      if (request.url.endsWith('/token') && response.ok) {
        const { access_token, refresh_token } = await response.clone().json();
        this.accessToken = access_token;
        this.refreshToken = refresh_token ?? this.refreshToken;
      }
      return response;
    }
    const token = request.headers.get('Authorization')?.replace('Bearer ', '') ?? '';
    const good = !this.refused.has(token) && (await provider.isGood(token));
    return good ? Response.json({}) : Response.json({ error: 'invalid_token' }, { status: 401 });
  };
}

/** The person at the provider's pages, up to the address that the browser is sent to at the end. */
async function visitProvider(url: string, name = 'ada'): Promise<string> {
  const visitor = new Visitor(REDIRECT, async () => new Response(''));
  const login = await visitor.open(url);
  const consent = await visitor.submit(login, login.url.pathname, {
    prompt: 'login',
    login: name,
    password: 'any',
  });
  const arrived = await visitor.submit(consent, consent.url.pathname, { prompt: 'consent' });
  return arrived.url.href;
}

const lastTab = (world: World): string => world.tabs.findLast((url) => url !== null) ?? '';

async function signIn(world: World): Promise<void> {
  await world.finish(world.account.signInInTab());
  world.tellOfTab(await visitProvider(lastTab(world)));
  await flowIsOver(world);
}

/** Looks until the broker waits for no tab any more. */
async function flowIsOver(world: World): Promise<void> {
  for (let looks = 0; looks < 50; looks++) {
    await world.clock.advance(50);
    const state = await world.finish(world.client.state());
    const waits = state.status === 'signed-out' && state.flow?.type === 'waiting';
    if (state.status !== 'unknown' && !waits) return;
  }
}

describe('a provider with rotating refresh tokens', () => {
  const promises = backendPromises(() => {
    const surroundings = new Surroundings();
    return {
      overNetwork: true,
      backend: surroundings.backend(),
      origin: API,
      server: surroundings.server,
      signIn,
      isRefresh: ({ url, method }) => method === 'POST' && url.endsWith('/token'),
      api: '/api/items',
      endSession: () => provider.revoke(surroundings.refreshToken),
      refuseAccessTokens: () => void surroundings.refused.add(surroundings.accessToken),
    };
  });
  for (const { promise, check } of promises) test(promise, check);
});

/** Somebody who has not signed in. */
async function aWorld() {
  const surroundings = new Surroundings();
  const world = new World();
  world.clock.hasRealServer = true;
  const network = new Network(world.clock, surroundings.server);
  world.origin = API;
  world.reach = network.fetch;
  world.backend = surroundings.backend;
  await world.finish(world.wake().wake());
  return { world, network, surroundings };
}

const isToken = ({ url }: Request): boolean => url.endsWith('/token');

test('a worker that dies while the person is at the provider is no loss, and neither is the browser', async () => {
  const { world } = await aWorld();
  await world.finish(world.account.signInInTab());
  const arrived = await visitProvider(lastTab(world));
  world.restartBrowser();
  world.tellOfTab(arrived);
  await flowIsOver(world);
  expect(await world.finish(world.client.state())).toMatchObject({
    status: 'signed-in',
    user: { username: 'ada' },
  });
});

test('the tab is closed at the end, since nothing answers at its address', async () => {
  const { world } = await aWorld();
  await signIn(world);
  expect(world.tabs).toEqual([null]);
});

test('a person who refuses is not signed in, and can try again', async () => {
  const { world } = await aWorld();
  await world.finish(world.account.signInInTab());
  const { searchParams } = new URL(lastTab(world));
  const iss = encodeURIComponent(provider.issuer);
  world.tellOfTab(`${REDIRECT}/?error=access_denied&state=${searchParams.get('state')}&iss=${iss}`);
  await flowIsOver(world);
  expect(await world.finish(world.client.state())).toMatchObject({
    status: 'signed-out',
    flow: { type: 'ended', reason: 'denied' },
  });
  await signIn(world);
  expect(await world.finish(world.client.state())).toMatchObject({ status: 'signed-in' });
});

test.for<[string, (arrived: URL) => void]>([
  ['another state, as in a link that somebody sent', (url) => url.searchParams.set('state', 'x')],
  ['another issuer (RFC 9207)', (url) => url.searchParams.set('iss', 'https://evil.example')],
  ['another code', (url) => url.searchParams.set('code', 'x')],
])('an answer with %s signs nobody in', async ([_, change]) => {
  const { world } = await aWorld();
  await world.finish(world.account.signInInTab());
  const arrived = new URL(await visitProvider(lastTab(world)));
  change(arrived);
  world.tellOfTab(arrived.href);
  await flowIsOver(world);
  expect(await world.finish(world.client.state())).toMatchObject({ status: 'signed-out' });
});

test('the refresh token rotates, is sealed where it is kept, and is revoked by a sign-out', async () => {
  const { world, surroundings } = await aWorld();
  await signIn(world);
  const first = surroundings.refreshToken;
  world.clock.sleep(3_600_000);
  await world.finish(world.client.fetch('/api/items'));
  const second = surroundings.refreshToken;
  expect(second).not.toBe(first);
  const stored = JSON.stringify(await world.persisted.load());
  expect(stored).not.toContain(second);
  expect(stored).not.toContain(surroundings.accessToken);
  await world.finish(world.account.signOut());
  const again = await fetch(`${provider.issuer}/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'refresh_token',
      refresh_token: second,
      client_id: provider.clientId,
    }),
  });
  expect(await again.json()).toMatchObject({ error: 'invalid_grant' });
});

test('a provider out of reach is said when the button is pressed', async () => {
  const { world, network } = await aWorld();
  network.offline = true;
  await expect(world.finish(world.account.signInInTab())).rejects.toMatchObject({ code: 'offline' });
});

test('a clock that is wrong by a day does not stand in the way', async () => {
  const { world } = await aWorld();
  world.clock.jump(Date.now() + 86_400_000 - world.clock.now());
  await signIn(world);
  expect(await world.finish(world.client.state())).toMatchObject({ status: 'signed-in' });
});

test('the exchange whose request was lost is made by the next look at it', async () => {
  const { world, network } = await aWorld();
  await world.finish(world.account.signInInTab());
  const arrived = await visitProvider(lastTab(world));
  network.next(isToken, 'drop-request');
  world.tellOfTab(arrived);
  await world.clock.advance(61_000);
  expect(await world.finish(world.client.state())).toMatchObject({ status: 'signed-in' });
});

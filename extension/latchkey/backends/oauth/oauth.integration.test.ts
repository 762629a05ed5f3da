import * as oauth4webapi from 'oauth4webapi';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Policy } from '../../policy/policy.ts';
import { aPolicy } from '../../testing/a-policy.ts';
import { backendPromises } from '../../testing/backend-promises.ts';
import { Network } from '../../testing/network.ts';
import {
  type PublicClientProvider,
  startPublicClientProvider,
} from '../../testing/public-client-provider.ts';
import { World } from '../../testing/world.ts';
import type { OAuthOptions } from './oauth.ts';
import {
  API,
  CLIPS,
  flowIsOver,
  lastTab,
  REDIRECT,
  Surroundings,
  signIn,
  visitProvider,
} from './testing/surroundings.ts';

/** What binds tokens to keys, wanting a nonce of its own in each proof, and what knows nothing of it. */
let provider: PublicClientProvider;
let plain: PublicClientProvider;
beforeAll(async () => {
  const redirectUris = [`${REDIRECT}/`];
  provider = await startPublicClientProvider({ redirectUris, dpop: 'with-nonce' });
  plain = await startPublicClientProvider({ redirectUris, dpop: 'no' });
});
afterAll(() => Promise.all([provider.stop(), plain.stop()]));

describe.for([
  ['that are bound to a key', () => provider],
  ['that are bound to none', () => plain],
] as const)('a provider with rotating refresh tokens %s', ([_, ofTokens]) => {
  const promises = backendPromises(() => new Surroundings(ofTokens()).underTest());
  for (const { promise, check } of promises) test(promise, check);
});

const withClips: Policy = {
  ...aPolicy,
  extensionPages: {
    ...aPolicy.extensionPages,
    routes: [...aPolicy.extensionPages.routes, { method: 'GET', path: '/mine', origin: CLIPS }],
  },
};

type ServerOf = (surroundings: Surroundings) => (request: Request) => Promise<Response>;

/** Somebody who has not signed in. */
async function aWorld({
  from = provider,
  server = (surroundings) => surroundings.server,
  ...options
}: Partial<OAuthOptions> & { from?: PublicClientProvider; server?: ServerOf } = {}) {
  const surroundings = new Surroundings(from);
  const world = new World();
  world.clock.hasRealServer = true;
  const network = new Network(world.clock, server(surroundings));
  world.origin = API;
  world.reach = network.fetch;
  world.backend = () => surroundings.backend(options);
  world.policy = withClips;
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

test('a link that somebody sent, with another state, ends nothing', async () => {
  const { world } = await aWorld();
  await world.finish(world.account.signInInTab());
  const arrived = await visitProvider(lastTab(world));
  world.tellOfTab(arrived.replace(/state=[^&]*/, 'state=x'));
  await world.clock.advance(1_000);
  expect(await world.finish(world.client.state())).toMatchObject({
    status: 'signed-out',
    flow: { type: 'waiting' },
  });
  world.tellOfTab(arrived);
  await flowIsOver(world);
  expect(await world.finish(world.client.state())).toMatchObject({ status: 'signed-in' });
});

test('the refresh token rotates, is sealed where it is kept, and is revoked by a sign-out', async () => {
  const { world, surroundings } = await aWorld();
  await signIn(world);
  const first = surroundings.refreshToken;
  world.clock.sleep(3_600_000);
  await world.finish(world.client.fetch('/api/items'));
  const second = surroundings.refreshToken;
  expect(second).not.toBe(first);
  expect(await surroundings.provider.refreshToken(second)).not.toBeNull();
  const stored = JSON.stringify(await world.persisted.load());
  expect(stored).not.toContain(second);
  expect(stored).not.toContain(surroundings.accessToken);
  await world.finish(world.account.signOut());
  expect(await surroundings.provider.refreshToken(second)).toBeNull();
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
  await flowIsOver(world);
  expect(await world.finish(world.client.state())).toMatchObject({ status: 'signed-in' });
});

const insecure = { [oauth4webapi.allowInsecureRequests]: true };
const isApi = ({ url }: Request): boolean => url.startsWith(`${API}/api/`);
const errorOf = (call: Promise<unknown>) => call.then(() => null).catch(({ code }) => code);

test('the refresh token is of no use to who has copied it and not the key', async () => {
  const { world, surroundings } = await aWorld();
  await signIn(world);
  const client = { client_id: provider.clientId };
  const metadata = await oauth4webapi
    .discoveryRequest(new URL(provider.issuer), insecure)
    .then((response) => oauth4webapi.processDiscoveryResponse(new URL(provider.issuer), response));
  const thief = oauth4webapi.DPoP({}, await oauth4webapi.generateKeyPair('ES256'));
  const tryIt = async (more: oauth4webapi.DPoPRequestOptions) => {
    const none = oauth4webapi.None();
    const options = { ...insecure, ...more };
    const { refreshToken } = surroundings;
    const response = await oauth4webapi.refreshTokenGrantRequest(
      metadata,
      client,
      none,
      refreshToken,
      options,
    );
    return response.json();
  };
  expect(await tryIt({})).toMatchObject({ error: 'invalid_grant' });
  expect(await tryIt({ DPoP: thief })).toMatchObject({ error: 'use_dpop_nonce' });
  expect(await tryIt({ DPoP: thief })).toMatchObject({ error: 'invalid_grant' });
  world.clock.sleep(3_600_000);
  expect((await world.finish(world.client.fetch('/api/items'))).status).toBe(200);
});

test('tokens are bound to the one key of this installation, whichever worker asks', async () => {
  const { world, surroundings } = await aWorld();
  await signIn(world);
  const first = await provider.accessToken(surroundings.accessToken);
  expect(first?.jkt).toBeTruthy();
  world.restartBrowser();
  await world.finish(world.client.fetch('/api/items'));
  expect(await provider.accessToken(surroundings.accessToken)).toEqual(first);
  expect(await provider.refreshToken(surroundings.refreshToken)).toMatchObject({ jkt: first?.jkt });
  expect((await world.keys.load())?.privateKey.extractable).toBe(false);
});

test('a nonce that the provider or the API wants costs one question, and then none', async () => {
  const { world, network, surroundings } = await aWorld();
  surroundings.api.nonce = 'the first';
  await signIn(world);
  expect(network.count(isToken)).toBe(2);
  const post = async (): Promise<unknown> => {
    const init = { method: 'POST', body: 'once' };
    return (await world.finish(world.client.fetch('/api/items', init))).json();
  };
  expect(await post()).toEqual({ body: 'once' });
  expect(network.count(isApi)).toBe(2);
  expect(await post()).toEqual({ body: 'once' });
  expect(network.count(isApi)).toBe(3);
  surroundings.api.nonce = 'the next';
  expect(await post()).toEqual({ body: 'once' });
  expect(network.count(isApi)).toBe(5);
  world.clock.sleep(3_600_000);
  await post();
  expect(network.count(isToken)).toBe(3);
});

test('the token itself is given to nobody who can not use it', async () => {
  const { world } = await aWorld();
  await signIn(world);
  expect(await errorOf(world.finish(world.client.getToken()))).toBe('not-supported');
  const bearer = await aWorld({ dpop: 'off' });
  await signIn(bearer.world);
  expect(await bearer.world.finish(bearer.world.client.getToken())).toMatchObject({
    token: bearer.surroundings.accessToken,
  });
});

test('a key store that refuses is said, and the session is kept until it does not', async () => {
  const { world } = await aWorld();
  world.keys.broken = true;
  expect(await errorOf(world.finish(world.account.signInInTab()))).toBe('key-store-unavailable');
  world.keys.broken = false;
  await signIn(world);
  world.kill();
  world.keys.broken = true;
  expect(await errorOf(world.finish(world.client.fetch('/api/items')))).toBe('key-store-unavailable');
  world.clock.sleep(3_600_000);
  expect(await errorOf(world.finish(world.client.fetch('/api/items')))).toBe('key-store-unavailable');
  world.keys.broken = false;
  await world.clock.advance(60_000);
  expect((await world.finish(world.client.fetch('/api/items'))).status).toBe(200);
});

test('a key that was lost ends the session for that reason, and the next one is bound to a new key', async () => {
  const { world } = await aWorld();
  await signIn(world);
  world.restartBrowser();
  world.keys.name = null;
  expect(await errorOf(world.finish(world.client.fetch('/api/items')))).toBe('signed-out');
  expect(await world.finish(world.client.state())).toMatchObject({ reason: 'key-lost' });
  await signIn(world);
  expect((await world.finish(world.client.fetch('/api/items'))).status).toBe(200);
});

test('where a proof is required, a provider that takes none is not asked to sign anybody in', async () => {
  const { world } = await aWorld({ from: plain, dpop: 'required' });
  expect(await errorOf(world.finish(world.account.signInInTab()))).toBe('not-supported');
  const bound = await aWorld({ dpop: 'required' });
  await signIn(bound.world);
  expect((await bound.world.finish(bound.world.client.fetch('/api/items'))).status).toBe(200);
});

test('a session goes on as it began, whatever the next version of the extension wants', async () => {
  const { world, surroundings } = await aWorld({ dpop: 'off' });
  await signIn(world);
  for (const dpop of ['offered', 'required'] as const) {
    world.backend = () => surroundings.backend({ dpop });
    world.restartBrowser();
    expect((await world.finish(world.client.fetch('/api/items'))).status).toBe(200);
    expect(await provider.accessToken(surroundings.accessToken)).toMatchObject({ jkt: null });
  }

  const bound = await aWorld();
  await signIn(bound.world);
  bound.world.backend = () => bound.surroundings.backend({ dpop: 'off' });
  bound.world.restartBrowser();
  expect((await bound.world.finish(bound.world.client.fetch('/api/items'))).status).toBe(200);
});

/** An API that looks at `Bearer` alone, as most did before RFC 9449. */
function withoutProofs({ provider: ofTokens, server }: Surroundings) {
  return async (request: Request): Promise<Response> => {
    if (!isApi(request)) return server(request);
    const [scheme, token = ''] = request.headers.get('Authorization')?.split(' ') ?? [];
    const isGood = scheme === 'Bearer' && (await ofTokens.accessToken(token)) !== null;
    return isGood
      ? Response.json({})
      : new Response('', { status: 401, headers: { 'WWW-Authenticate': 'Bearer realm="items"' } });
  };
}

test('an API that knows no proofs gets the token alone, unless a proof is required', async () => {
  const { world, network } = await aWorld({ server: withoutProofs });
  await signIn(world);
  for (let call = 0; call < 3; call++)
    expect((await world.finish(world.client.fetch('/api/items'))).status).toBe(200);
  expect(network.count(isApi)).toBe(4);

  const strict = await aWorld({ server: withoutProofs, dpop: 'required' });
  await signIn(strict.world);
  expect((await strict.world.finish(strict.world.client.fetch('/api/items'))).status).toBe(401);
});

const resource = { [API]: API, [CLIPS]: CLIPS };
const statusOf = async (world: World, url: string): Promise<number> =>
  (await world.finish(world.client.fetch(url))).status;

test('each API gets a token that is good there and nowhere else, by one sign-in', async () => {
  const { world, surroundings } = await aWorld({ resource });
  await signIn(world);
  const { accessToken: ofApi } = surroundings;
  expect(await statusOf(world, `${CLIPS}/mine`)).toBe(200);
  expect(await provider.accessToken(ofApi)).toMatchObject({ audience: API });
  expect(await provider.accessToken(surroundings.accessToken)).toMatchObject({ audience: CLIPS });
  expect(await statusOf(world, '/api/items')).toBe(200);
});

test('tokens of two APIs that end at once are renewed by one refresh token after the other', async () => {
  const { world, network } = await aWorld({ resource });
  await signIn(world);
  await statusOf(world, `${CLIPS}/mine`);
  for (let round = 0; round < 3; round++) {
    world.clock.sleep(3_600_000);
    const before = network.count(isToken);
    const calls = Array.from({ length: 20 }, (_, at) =>
      world.client.fetch(at % 2 === 0 ? '/api/items' : `${CLIPS}/mine`),
    );
    const answers = await world.finish(Promise.all(calls));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(network.count(isToken) - before).toBe(2);
  }
});

test('where all APIs get the same token, one that checks for whom it is refuses it', async () => {
  const { world } = await aWorld();
  await signIn(world);
  expect(await statusOf(world, `${CLIPS}/mine`)).toBe(401);
});

test('an API that nobody has signed in for is refused without spending the refresh token on it', async () => {
  const { world, network, surroundings } = await aWorld();
  await signIn(world);
  world.backend = () => surroundings.backend({ resource });
  world.restartBrowser();
  const before = network.count(isToken);
  expect(await errorOf(statusOf(world, `${CLIPS}/mine`))).toBe('refused');
  expect(network.count(isToken)).toBe(before);
  expect(await statusOf(world, '/api/items')).toBe(200);
  world.clock.sleep(3_600_000);
  expect(await statusOf(world, '/api/items')).toBe(200);
});

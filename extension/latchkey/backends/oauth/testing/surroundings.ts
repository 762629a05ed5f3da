import { decodeJwt } from 'jose';
import { Visitor } from 'latchkey-server/testing';
import type { PublicClientProvider } from '../../../testing/public-client-provider.ts';
import { ResourceServer } from '../../../testing/resource-server.ts';
import type { BackendUnderTest } from '../../../testing/scene.ts';
import type { World } from '../../../testing/world.ts';
import { type OAuthOptions, oauth } from '../oauth.ts';

export const API = 'https://api.example';
export const CLIPS = 'https://clips.example';
/** Where the browser of a world sends people back to. */
export const REDIRECT = 'https://nhlgahbiphgfcfhigkpmhepplhoikdio.chromiumapp.org';

/** The provider and an API that takes its tokens. */
export class Surroundings {
  readonly provider: PublicClientProvider;
  readonly api: ResourceServer;
  readonly clips: ResourceServer;
  readonly refused = new Set<string>();
  accessToken = '';
  refreshToken = '';

  constructor(ofTokens: PublicClientProvider) {
    this.provider = ofTokens;
    this.api = new ResourceServer(ofTokens, API);
    this.clips = new ResourceServer(ofTokens, CLIPS);
  }

  readonly backend = (more: Partial<OAuthOptions> = {}) =>
    oauth({
      issuer: this.provider.issuer,
      clientId: this.provider.clientId,
      resource: API,
      scopes: ['openid', 'profile'],
      ...more,
    });

  readonly server = async (request: Request): Promise<Response> => {
    if (request.url.startsWith(this.provider.issuer)) {
      const response = await fetch(request);
      if (request.url.endsWith('/token') && response.ok) {
        const { access_token, refresh_token } = await response.clone().json();
        this.accessToken = access_token;
        this.refreshToken = refresh_token ?? this.refreshToken;
      }
      return response;
    }
    const token = request.headers.get('Authorization')?.split(' ')[1] ?? '';
    if (this.refused.has(token)) return Response.json({ error: 'invalid_token' }, { status: 401 });
    const door = new URL(request.url).origin === CLIPS ? this.clips : this.api;
    return (await door.refuse(request)) ?? Response.json({ body: await request.text() });
  };

  underTest(): BackendUnderTest {
    return {
      overNetwork: true,
      backend: this.backend(),
      origin: API,
      server: this.server,
      signIn,
      // The first of a worker may have no nonce yet, and refreshes nothing then.
      isRefresh: ({ url, method, headers }) =>
        method === 'POST' &&
        url.endsWith('/token') &&
        (this.provider.dpop !== 'with-nonce' || hasNonce(headers)),
      api: '/api/items',
      endSession: () => this.provider.revoke(this.refreshToken),
      refuseAccessTokens: () => void this.refused.add(this.accessToken),
    };
  }
}

const hasNonce = (headers: Headers): boolean => 'nonce' in decodeJwt(headers.get('DPoP') ?? '');

/** The person at the provider's pages, up to the address that the browser is sent to at the end. */
export async function visitProvider(url: string, name = 'ada'): Promise<string> {
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

export const lastTab = (world: World): string => world.tabs.findLast((url) => url !== null) ?? '';

export async function signIn(world: World): Promise<void> {
  await world.finish(world.account.signInInTab());
  world.tellOfTab(await visitProvider(lastTab(world)));
  await flowIsOver(world);
}

/** Looks until the broker waits for no tab any more. */
export async function flowIsOver(world: World): Promise<void> {
  for (let looks = 0; looks < 1_000; looks++) {
    await world.clock.advance(50);
    const state = await world.finish(world.client.state());
    const waits = state.status === 'signed-out' && state.flow?.type === 'waiting';
    if (state.status !== 'unknown' && !waits) return;
  }
  throw new Error('The flow has not ended');
}

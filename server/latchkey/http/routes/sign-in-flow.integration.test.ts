import { decodeJwt } from 'jose';
import { OAuth2Server } from 'oauth2-mock-server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { oidc } from '../../flows/oidc.ts';
import { type OidcProvider, startOidcProvider } from '../../flows/testing/oidc-provider.ts';
import { SITE, signInBrowser } from '../../flows/testing/sign-in-browser.ts';
import { testApp } from '../../testing/test-app.ts';
import type { TestClient } from '../../testing/test-client.ts';
import { type Millis, millis } from '../../time/time.ts';
import type { TokenResponse } from '../response/token-response.ts';

const callback = `${SITE}/sign-in/callback/oidc`;

let provider: OidcProvider;
beforeAll(async () => {
  provider = await startOidcProvider([callback]);
});
afterAll(() => provider.stop());

const environment = () => ({
  LATCHKEY_OIDC_ISSUER: provider.issuer,
  LATCHKEY_OIDC_CLIENT_ID: provider.clientId,
  LATCHKEY_OIDC_CLIENT_SECRET: provider.clientSecret,
  LATCHKEY_OIDC_NAME: 'Acme',
});

const code = async (response: Response) => ((await response.json()) as { code: string }).code;
const pair = async (response: Response) => (await response.json()) as TokenResponse;
const me = (client: TestClient, { access_token }: TokenResponse) =>
  client.call('/api/me', { method: 'GET', token: access_token });

test('from the first call to the pair, by a real provider', async () => {
  const app = await testApp(environment());
  const ada = await signInBrowser(app);
  expect(await (await ada.client.call('/auth/ways', { method: 'GET' })).json()).toEqual({
    ways: [
      { id: 'password', kind: 'password', name: '' },
      { id: 'oidc', kind: 'redirect', name: 'Acme' },
      { id: 'passkey', kind: 'passkey', name: '' },
    ],
  });

  const flow = await ada.begin('oidc');
  expect(await code(await ada.claim(flow))).toBe('authorization_pending');
  const asked = await ada.comeBackAs('Ada', flow);
  expect(asked.url.href).toBe(flow.url);
  expect(asked.text).toContain('Yes, sign in as Ada');
  expect(await code(await ada.claim(flow))).toBe('authorization_pending');

  const done = await ada.visitor.submit(asked, '/approve');
  expect(done.url.href).toBe(`${flow.url}/done`);
  expect(done.text).toContain('You are signed in');

  const claimed = await pair(await ada.claim(flow));
  expect(claimed.user.username).toBe('Ada');
  expect((await me(ada.client, claimed)).status).toBe(200);
  expect((await ada.client.refresh()).status).toBe(200);
  expect(app.log()).toMatch(/"way":"oidc".*"msg":"flow-approved"/);
  expect(app.log()).toMatch(/"by":"flow".*"msg":"signed-in"/);
});

test('nothing of a secret is in an address of this server but the code on its way in', async () => {
  const app = await testApp(environment());
  const ada = await signInBrowser(app);
  const asked = await ada.comeBackAs('ada', await ada.begin('oidc'));
  const ours = ada.visitor.trail.filter((url) => url.startsWith(SITE));
  expect(ours).toHaveLength(2);
  expect(ours[0]).toMatch(/\/sign-in\/callback\/oidc\?code=/);
  expect(asked.url.search).toBe('');
});

test('whom the app does not let in any more gets no session from a provider either', async () => {
  let out = false;
  const loadUser = async () => (out ? null : { username: 'ada', claims: { team: 'blue' } });
  const app = await testApp(environment(), { loadUser });
  const ada = await signInBrowser(app);
  const flow = await ada.begin('oidc');
  await ada.visitor.submit(await ada.comeBackAs('ada', flow), '/approve');
  out = true;
  const refused = await ada.claim(flow);
  expect([refused.status, (await refused.json()).code]).toEqual([400, 'access_denied']);
  out = false;
  expect(decodeJwt((await pair(await ada.claim(flow))).access_token)).toMatchObject({ team: 'blue' });
});

describe('an account is found by issuer and subject', () => {
  test('the same person comes to the same account again', async () => {
    const app = await testApp(environment());
    const ids: string[] = [];
    for (const _ of [1, 2]) {
      const ada = await signInBrowser(app);
      const flow = await ada.begin('oidc');
      await ada.visitor.submit(await ada.comeBackAs('ada', flow), '/approve');
      ids.push((await pair(await ada.claim(flow))).user.id);
    }
    expect(ids[1]).toBe(ids[0]);
  });

  test('who has lost the key and signs in again in the same browser is on one device', async () => {
    const app = await testApp(environment());
    let cookie: string | undefined;
    for (const _ of [1, 2]) {
      const ada = await signInBrowser(app);
      ada.client.cookie = cookie;
      const flow = await ada.begin('oidc');
      await ada.visitor.submit(await ada.comeBackAs('ada', flow), '/approve');
      const { user } = await pair(await ada.claim(flow));
      // A lost answer is asked for again, and does not end what it has begun.
      expect((await ada.claim(flow)).status).toBe(200);
      expect(await app.services.sessions.list(user.id as never)).toHaveLength(1);
      expect((await ada.client.refresh()).status).toBe(200);
      cookie = ada.client.cookie;
    }
  });

  test('a password account of the same name is somebody else', async () => {
    const app = await testApp(environment());
    const owner = await (await app.client()).signedUp('ada');
    const ada = await signInBrowser(app);
    const flow = await ada.begin('oidc');
    await ada.visitor.submit(await ada.comeBackAs('ada', flow), '/approve');
    const { user } = await pair(await ada.claim(flow));
    expect(user.id).not.toBe(owner.user.id);
    expect(user.username).toMatch(/^ada-/);
  });

  test('with sign-up closed a stranger gets a sentence, and no account is made', async () => {
    const app = await testApp({ ...environment(), LATCHKEY_SIGNUP: 'closed' });
    const ada = await signInBrowser(app);
    const page = await ada.comeBackAs('ada', await ada.begin('oidc'));
    expect(page.text).toContain('Nobody here has an account by this Acme identity');
    expect(await app.services.accounts.find('ada')).toBe(null);
  });

  test('an account made so has no password that anybody could guess', async () => {
    const app = await testApp(environment());
    const ada = await signInBrowser(app);
    const flow = await ada.begin('oidc');
    await ada.visitor.submit(await ada.comeBackAs('ada', flow), '/approve');
    await ada.claim(flow);
    const guesser = await app.client();
    for (const guess of ['null', 'any', 'undefined']) {
      expect((await guesser.login('ada', guess)).status).toBe(401);
    }
  });
});

describe('the claim', () => {
  test('of which the answer was lost brings the same session again', async () => {
    const app = await testApp(environment());
    const ada = await signInBrowser(app);
    const flow = await ada.begin('oidc');
    await ada.visitor.submit(await ada.comeBackAs('ada', flow), '/approve');
    const [first, second] = await Promise.all([ada.claim(flow), ada.claim(flow)]);
    const third = await ada.claim(flow);
    const sessions = await Promise.all(
      [first, second, third].map(async (answer) => (await pair(answer)).session_id),
    );
    expect(new Set(sessions).size).toBe(1);
    expect(app.log().match(/"msg":"signed-in"/g)).toHaveLength(1);
  });

  test('is for the key that began, and tells another nothing', async () => {
    const app = await testApp(environment());
    const ada = await signInBrowser(app);
    const flow = await ada.begin('oidc');
    await ada.visitor.submit(await ada.comeBackAs('ada', flow), '/approve');
    const mallory = await signInBrowser(app);
    expect(await code(await mallory.claim(flow))).toBe('expired_token');
    expect((await mallory.client.callWithProof(`/auth/flows/${flow.id}`, { method: 'DELETE' })).status).toBe(
      204,
    );
    expect((await ada.claim(flow)).status).toBe(200);
  });

  test('of a flow that was refused on the page, or given up by the extension, is denied', async () => {
    const app = await testApp(environment());
    const ada = await signInBrowser(app);
    const refused = await ada.begin('oidc');
    const page = await ada.visitor.submit(await ada.comeBackAs('ada', refused), '/deny');
    expect(page.text).toContain('Nobody was signed in');
    expect(await code(await ada.claim(refused))).toBe('access_denied');

    const givenUp = await ada.begin('oidc');
    await ada.client.callWithProof(`/auth/flows/${givenUp.id}`, { method: 'DELETE' });
    expect(await code(await ada.claim(givenUp))).toBe('access_denied');
    expect((await ada.visitor.open(givenUp.url)).text).toContain('Nobody was signed in');
  });

  test('after ten minutes there is nothing to claim and nothing to click', async () => {
    let now = Date.now();
    const app = await testApp(environment(), { clock: (): Millis => millis(now) });
    const ada = await signInBrowser(app);
    const flow = await ada.begin('oidc');
    const asked = await ada.comeBackAs('ada', flow);
    now += 10 * 60_000;
    expect((await ada.visitor.submit(asked, '/approve')).text).toContain('This sign-in is over');
    expect(await code(await ada.claim(flow))).toBe('expired_token');
  });

  test('too often is told to slow down', async () => {
    const app = await testApp({ ...environment(), LATCHKEY_RATE_LIMIT_SCALE: '1' });
    const ada = await signInBrowser(app);
    const flow = await ada.begin('oidc');
    const codes: string[] = [];
    for (let n = 0; n < 25; n += 1) codes.push(await code(await ada.claim(flow)));
    expect(codes.slice(0, 24).every((one) => one === 'authorization_pending')).toBe(true);
    expect(codes.at(-1)).toBe('slow_down');
  });
});

describe('a tab that has not the cookie, where the operator lets a code stand in for it', () => {
  const withCode = () => testApp({ ...environment(), LATCHKEY_SIGN_IN_CODE: 'on' });

  test('asks for the code that the popup shows, and signs in', async () => {
    const app = await withCode();
    const ada = await signInBrowser(app);
    const flow = await ada.begin('oidc');
    ada.visitor.forget(SITE);
    const asks = await ada.visitor.open(flow.url);
    expect(asks.text).toContain('Which code does your extension show?');
    const wrong = await ada.visitor.submit(asks, '/code', { code: 'BCDF-GHJK' });
    expect(wrong.text).toContain('This is not the code of this sign-in');
    const there = await ada.visitor.submit(wrong, '/code', { code: flow.user_code?.toLowerCase() ?? '' });
    expect(there.url.origin).toBe(provider.issuer);
    await ada.visitor.submit(await ada.comeBackAs('ada', flow), '/approve');
    expect((await pair(await ada.claim(flow))).user.username).toBe('ada');
  });

  test('takes five tries, and one jar', async () => {
    const app = await withCode();
    const mallory = await signInBrowser(app);
    const flow = await mallory.begin('oidc');
    const victim = await signInBrowser(app);
    let page = await victim.visitor.open(flow.url);
    for (let n = 0; n < 5; n += 1) page = await victim.visitor.submit(page, '/code', { code: 'XXXXXXXX' });
    page = await victim.visitor.submit(page, '/code', { code: flow.user_code ?? '' });
    expect(page.text).toContain('tried too often');
  });

  test('and none where nothing was said: there is no code', async () => {
    const app = await testApp(environment());
    const ada = await signInBrowser(app);
    expect((await ada.begin('oidc')).user_code).toBe(undefined);
  });
});

describe('somebody else', () => {
  test('who is sent the address of a flow is told so, and signs nobody in', async () => {
    const app = await testApp(environment());
    const mallory = await signInBrowser(app);
    const flow = await mallory.begin('oidc');
    const victim = await signInBrowser(app);
    for (const path of ['', '/with/oidc', '/ways', '/done']) {
      const page = await victim.visitor.open(flow.url + path);
      expect(page.status).toBe(403);
      expect(page.text).toContain('This sign-in was begun elsewhere');
    }
    expect(await code(await mallory.claim(flow))).toBe('authorization_pending');
    expect(app.log()).toContain('"reason":"other-browser"');
  });

  test('who is sent the return from the provider is told so too, and it is still good where it belongs', async () => {
    const app = await testApp(environment());
    const mallory = await signInBrowser(app);
    const flow = await mallory.begin('oidc');
    await mallory.comeBackAs('mallory', flow);
    const [back = ''] = mallory.visitor.trail.filter((url) => url.startsWith(callback));
    const victim = await signInBrowser(app);
    const own = await victim.begin('oidc');
    expect((await victim.visitor.open(back)).status).toBe(403);
    expect(await code(await victim.claim(own))).toBe('authorization_pending');
  });

  test.each([undefined, 'null', 'https://evil.example'])(
    '%s as origin of a click approves nothing',
    async (origin) => {
      const app = await testApp(environment());
      const ada = await signInBrowser(app);
      const flow = await ada.begin('oidc');
      const { text } = await ada.comeBackAs('ada', flow);
      const ticket = /name="ticket" value="([^"]*)"/.exec(text)?.[1] ?? '';
      const headers: Record<string, string> = { 'Content-Type': 'application/x-www-form-urlencoded' };
      if (origin !== undefined) headers.Origin = origin;
      const body = new URLSearchParams({ ticket }).toString();
      const page = await ada.visitor.open(`${flow.url}/approve`, { method: 'POST', headers, body });
      expect(page.status).toBe(403);
      expect(await code(await ada.claim(flow))).toBe('authorization_pending');
    },
  );

  test('a click on what another tab has changed meanwhile approves nobody', async () => {
    const app = await testApp(environment());
    const ada = await signInBrowser(app);
    const flow = await ada.begin('oidc');
    const outdated = await ada.comeBackAs('ada', flow);
    await ada.visitor.open(`${flow.url}/with/oidc`);
    await ada.visitor.submit(outdated, '/approve');
    expect(await code(await ada.claim(flow))).toBe('authorization_pending');
  });

  test('the code of one return is used once', async () => {
    const app = await testApp(environment());
    const ada = await signInBrowser(app);
    const flow = await ada.begin('oidc');
    const asked = await ada.comeBackAs('ada', flow);
    const [back = ''] = ada.visitor.trail.filter((url) => url.startsWith(callback));
    const again = await ada.visitor.open(back);
    expect(again.text).toBe(asked.text);
    expect(app.log()).toContain('"reason":"unexpected-return"');
  });
});

test('a provider that is away is told in a sentence, and the flow goes on when it is back', async () => {
  const away = await startOidcProvider([callback]);
  await away.stop();
  const app = await testApp({ ...environment(), LATCHKEY_OIDC_ISSUER: away.issuer });
  const ada = await signInBrowser(app);
  const page = await ada.visitor.open((await ada.begin('oidc')).url);
  expect(page.text).toContain('Acme can not be reached at the moment');
  expect(page.text).toContain('Try Acme again');
});

test('a server without password() has no form to guess at', async () => {
  const { issuer, clientId, clientSecret } = provider;
  const app = await testApp({}, { signIn: [oidc({ issuer, clientId, clientSecret })] });
  const client = await app.client();
  for (const path of ['/auth/login', '/auth/register']) {
    expect((await client.callWithProof(path, { json: {} })).status).toBe(404);
  }
});

describe('an answer that does not hold is not believed', () => {
  let broken: OAuth2Server;
  beforeAll(async () => {
    broken = new OAuth2Server();
    await broken.issuer.keys.generate('RS256');
    await broken.start(0, 'localhost');
  });
  afterAll(() => broken.stop());

  const unsigned = (token: string) => {
    const [, payload] = token.split('.');
    return `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`;
  };

  test.each<[string, (payload: Record<string, unknown>) => void, ((token: string) => string)?]>([
    ['another nonce', (payload) => Object.assign(payload, { nonce: 'another' })],
    ['another issuer', (payload) => Object.assign(payload, { iss: 'https://evil.example' })],
    ['another audience', (payload) => Object.assign(payload, { aud: 'another' })],
    ['a token that has expired', (payload) => Object.assign(payload, { exp: 1_000 })],
    ['no subject', (payload) => void delete payload.sub],
    ['no signature', () => {}, unsigned],
  ])('%s', async (_, change, forge = (token) => token) => {
    const { url: issuer } = broken.issuer;
    const app = await testApp(
      {},
      { signIn: [oidc({ issuer: issuer ?? '', clientId: 'latchkey', clientSecret: 's' })] },
    );
    const alter = ({ payload }: { payload: Record<string, unknown> }) => change(payload);
    broken.service.on('beforeTokenSigning', alter);
    broken.service.once('beforeResponse', (response: { body: { id_token?: string } }) => {
      if (response.body.id_token !== undefined) response.body.id_token = forge(response.body.id_token);
    });
    const ada = await signInBrowser(app);
    const flow = await ada.begin();
    const page = await ada.visitor.open(flow.url);
    broken.service.off('beforeTokenSigning', alter);
    expect(page.text).toContain('did not hold');
    expect(await code(await ada.claim(flow))).toBe('authorization_pending');
  });
});

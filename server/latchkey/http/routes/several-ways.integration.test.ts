import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type OidcProvider, startOidcProvider } from '../../flows/testing/oidc-provider.ts';
import {
  type BegunFlow,
  SITE,
  type SignInBrowser,
  signInBrowser,
} from '../../flows/testing/sign-in-browser.ts';
import type { Page } from '../../flows/testing/visitor.ts';
import { type TestApp, testApp } from '../../testing/test-app.ts';
import type { TokenResponse } from '../response/token-response.ts';

const password = 'correct horse battery';

let provider: OidcProvider;
beforeAll(async () => {
  provider = await startOidcProvider([`${SITE}/sign-in/callback/oidc`]);
});
afterAll(() => provider.stop());

let app: TestApp;
beforeEach(async () => {
  app = await testApp({
    LATCHKEY_OIDC_ISSUER: provider.issuer,
    LATCHKEY_OIDC_CLIENT_ID: provider.clientId,
    LATCHKEY_OIDC_CLIENT_SECRET: provider.clientSecret,
    LATCHKEY_OIDC_NAME: 'Acme',
  });
});

const pairOf = async (browser: SignInBrowser, flow: Pick<BegunFlow, 'id'>) =>
  (await (await browser.claim(flow)).json()) as TokenResponse;

/** Signs in by the provider, in a browser that has never been here. */
async function byAcme(name: string): Promise<{ browser: SignInBrowser; pair: TokenResponse }> {
  const browser = await signInBrowser(app);
  const flow = await browser.begin('oidc');
  await browser.visitor.submit(await browser.comeBackAs(name, flow), '/approve');
  return { browser, pair: await pairOf(browser, flow) };
}

async function waysOf({ client }: SignInBrowser, { access_token: token }: TokenResponse) {
  const answer = await client.call('/auth/account/ways', { method: 'GET', token });
  return (await answer.json()) as { password: boolean; ways: { id: string; way: string; name: string }[] };
}

describe('a provider is added by somebody who is signed in', () => {
  async function add(name: string, browser: SignInBrowser, pair: TokenResponse): Promise<Page> {
    browser.visitor.forget(provider.issuer);
    const page = await browser.comeBackAs(name, await browser.beginFor(pair, 'add-way', 'oidc'));
    return page.text.includes('/approve') ? browser.visitor.submit(page, '/approve') : page;
  }

  test('and opens the same account from then on', async () => {
    const ada = await signInBrowser(app);
    const owner = await ada.client.signedUp('ada', password);
    expect((await add('ada-at-acme', ada, owner)).text).toContain('It is added');
    expect(await waysOf(ada, owner)).toMatchObject({
      password: true,
      ways: [{ way: 'oidc', name: 'ada-at-acme' }],
    });
    expect((await byAcme('ada-at-acme')).pair.user).toEqual(owner.user);
  });

  test('and is not taken away from another account, nor added twice', async () => {
    const { pair } = await byAcme('ada');
    const eve = await signInBrowser(app);
    const owner = await eve.client.signedUp('eve', password);
    expect((await add('ada', eve, owner)).text).toContain(
      'Somebody signs in to another account here by Acme',
    );
    expect((await byAcme('ada')).pair.user).toEqual(pair.user);
    expect((await add('eve', eve, owner)).text).toContain('It is added');
    expect((await add('eve', eve, owner)).text).toContain('You can sign in by Acme already');
    expect((await waysOf(eve, owner)).ways).toHaveLength(1);
  });
});

describe('who is new at the provider and has an account already', () => {
  test('is asked for the old way first, and both are one account from then on', async () => {
    const owner = await (await app.client()).signedUp('ada', password);
    const ada = await signInBrowser(app);
    const flow = await ada.begin('oidc');
    const asked = await ada.comeBackAs('ada', flow);
    expect(asked.text).toContain('Somebody has an account called ada here');
    const choice = await ada.visitor.submit(asked, '/keep');
    expect(choice.text).toContain('Sign in to your account');
    expect(choice.text).not.toContain('/with/oidc');

    const form = await ada.visitor.open(`${flow.url}/with/password`);
    const wrong = await ada.visitor.submit(form, '/with/password', { username: 'ada', password: 'a guess' });
    expect(wrong.text).toContain('Username and password do not belong together');
    const confirm = await ada.visitor.submit(wrong, '/with/password', { username: 'ada', password });
    expect(confirm.text).toContain('Acme will be added to this account');
    const done = await ada.visitor.submit(confirm, '/approve');
    expect(done.text).toContain('You are signed in');
    expect((await pairOf(ada, flow)).user).toEqual(owner.user);
    expect((await byAcme('ada')).pair.user).toEqual(owner.user);
  });

  test('may say no, and gets an account of their own', async () => {
    const owner = await (await app.client()).signedUp('ada', password);
    const { pair } = await byAcme('ada');
    expect(pair.user.id).not.toBe(owner.user.id);
  });

  test('adds nothing to an account that is not theirs: a guess is a guess', async () => {
    await (await app.client()).signedUp('ada', password);
    const eve = await signInBrowser(app);
    const flow = await eve.begin('oidc');
    await eve.visitor.submit(await eve.comeBackAs('eve', flow), '/keep');
    let page = await eve.visitor.open(`${flow.url}/with/password`);
    for (const guess of ['1', '2', '3', ' ', '']) {
      page = await eve.visitor.submit(page, '/with/password', { username: 'ada', password: guess });
    }
    expect(page.text).toContain('do not belong together');
    expect((await app.services.accounts.find('ada'))?.ways ?? []).toEqual([]);
    expect((await eve.claim(flow)).status).toBe(400);
  });

  test('adds nothing once the password is changed by which the account was signed in to', async () => {
    const owner = await (await app.client()).signedUp('ada', password);
    const thief = await signInBrowser(app);
    const flow = await thief.begin('oidc');
    await thief.visitor.submit(await thief.comeBackAs('eve', flow), '/keep');
    const form = await thief.visitor.open(`${flow.url}/with/password`);
    const confirm = await thief.visitor.submit(form, '/with/password', { username: 'ada', password });
    await app.services.accounts.setPassword('ada', 'another horse battery');
    const refused = await thief.visitor.submit(confirm, '/approve');
    expect(refused.text).toContain('Username and password do not belong together');
    expect((await thief.claim(flow)).status).toBe(400);
    expect((await byAcme('eve')).pair.user.id).not.toBe(owner.user.id);
  });
});

test('a password that is changed between the click and the claim lets nobody in', async () => {
  const ada = await signInBrowser(app);
  const { access_token: token } = await ada.client.signedUp('ada', password);
  const thief = await signInBrowser(app);
  const flow = await thief.begin();
  const form = await thief.visitor.open(`${flow.url}/with/password`);
  const done = await thief.visitor.submit(form, '/with/password', { username: 'ada', password });
  expect(done.text).toContain('You are signed in');
  const json = { current: password, next: 'another horse battery' };
  expect((await ada.client.call('/auth/password', { json, token })).status).toBe(204);
  expect(await (await thief.claim(flow)).json()).toMatchObject({ code: 'expired_token' });
});

test('a password that is changed as soon as it was found right lets nobody in', async () => {
  await (await app.client()).signedUp('ada', password);
  const { accounts } = app.services;
  const { authenticate } = accounts;
  accounts.authenticate = async (...shown) => {
    const user = await authenticate(...shown);
    await accounts.setPassword('ada', 'another horse battery');
    return user;
  };
  const thief = await signInBrowser(app);
  const flow = await thief.begin();
  const form = await thief.visitor.open(`${flow.url}/with/password`);
  const done = await thief.visitor.submit(form, '/with/password', { username: 'ada', password });
  expect(done.text).toContain('You are signed in');
  expect(await (await thief.claim(flow)).json()).toMatchObject({ code: 'expired_token' });
});

describe('the last way', () => {
  const remove = ({ client }: SignInBrowser, { access_token: token }: TokenResponse, id: string) =>
    client.call(`/auth/account/ways/${id}`, { method: 'DELETE', token });

  test('stays', async () => {
    const { browser, pair } = await byAcme('ada');
    const { password: has, ways } = await waysOf(browser, pair);
    expect(has).toBe(false);
    const answer = await remove(browser, pair, ways[0]?.id ?? '');
    expect(await answer.json()).toMatchObject({ code: 'last_way', status: 409 });
    expect((await byAcme('ada')).pair.user).toEqual(pair.user);
  });

  test('stays, whoever removes two at once', async () => {
    const { browser, pair } = await byAcme('ada');
    const { accountWays } = app.services;
    await accountWays.add(pair.user as never, {
      type: 'provider',
      way: 'oidc',
      issuer: 'https://other.example',
      subject: '1',
      name: 'ada',
    });
    const { ways } = await waysOf(browser, pair);
    const answers = await Promise.all(ways.map(({ id }) => remove(browser, pair, id)));
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 409]);
  });

  test('may go where there is a password', async () => {
    const ada = await signInBrowser(app);
    const owner = await ada.client.signedUp('ada', password);
    const page = await ada.comeBackAs('ada', await ada.beginFor(owner, 'add-way', 'oidc'));
    await ada.visitor.submit(page, '/approve');
    const { ways } = await waysOf(ada, owner);
    expect((await remove(ada, owner, ways[0]?.id ?? '')).status).toBe(204);
    expect((await byAcme('ada')).pair.user.id).not.toBe(owner.user.id);
  });
});

describe('an account without a password', () => {
  test('is deleted on a page, after signing in to it once more', async () => {
    const { browser, pair } = await byAcme('ada');
    const flow = await browser.beginFor(pair, 'remove-account');
    const asked = await browser.visitor.open(flow.url);
    expect(asked.text).toContain('Delete the account ada?');
    expect(await app.services.accounts.find('ada')).not.toBe(null);
    const done = await browser.visitor.submit(asked, '/approve');
    expect(done.text).toContain('The account is deleted');
    expect(await app.services.accounts.find('ada')).toBe(null);
    expect((await browser.client.refresh()).status).toBe(401);
    expect((await byAcme('ada')).pair.user.id).not.toBe(pair.user.id);
  });

  test('is not deleted by somebody else’s sign-in, nor by a no', async () => {
    const { browser, pair } = await byAcme('ada');
    const stranger = await signInBrowser(app);
    await stranger.comeBackAs('eve', await stranger.begin('oidc'));
    const flow = await browser.beginFor(pair, 'remove-account');
    browser.visitor.takeCookiesOf(stranger.visitor, provider.issuer);
    const page = await browser.visitor.open(flow.url);
    expect(page.text).toContain('Acme has brought somebody else');

    const own = await byAcme('ada');
    const second = await own.browser.beginFor(own.pair, 'remove-account');
    const asked = await own.browser.visitor.open(second.url);
    expect((await own.browser.visitor.submit(asked, '/deny')).text).toContain('Nothing was changed');
    expect(await app.services.accounts.find('ada')).not.toBe(null);
  });
});

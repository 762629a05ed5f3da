import { beforeEach, describe, expect, test } from 'vitest';
import { allowsPasskeys } from '../../flows/passkey.ts';
import { SITE, type SignInBrowser, signInBrowser } from '../../flows/testing/sign-in-browser.ts';
import { SoftAuthenticator, type Wrong } from '../../flows/testing/soft-authenticator.ts';
import type { Page } from '../../flows/testing/visitor.ts';
import { type TestApp, testApp } from '../../testing/test-app.ts';
import type { TokenResponse } from '../response/token-response.ts';

let app: TestApp;
let ada: SignInBrowser;
let session: TokenResponse;
let authenticator: SoftAuthenticator;

beforeEach(async () => {
  app = await testApp();
  ada = await signInBrowser(app);
  session = await ada.client.signedUp('ada');
  authenticator = new SoftAuthenticator(SITE);
});

/** What the page's script is given. */
function optionsOf({ text }: Page) {
  const [, quoted = ''] = /data-options="([^"]*)"/.exec(text) ?? [];
  return JSON.parse(quoted.replaceAll('&quot;', '"'));
}

async function addPasskey(wrong?: Wrong, name = 'My laptop'): Promise<Page> {
  const page = await ada.visitor.open((await ada.beginFor(session, 'add-way', 'passkey')).url);
  const credential = authenticator.create(optionsOf(page), wrong);
  return ada.visitor.submit(page, '/with/passkey', { credential, name });
}

async function signInByPasskey(browser: SignInBrowser, wrong?: Wrong) {
  const flow = await browser.begin('passkey');
  const page = await browser.visitor.open(flow.url);
  const credential = authenticator.get(optionsOf(page), wrong);
  return { flow, page: await browser.visitor.submit(page, '/with/passkey', { credential }) };
}

const waysOf = async () =>
  (await (
    await ada.client.call('/auth/account/ways', { method: 'GET', token: session.access_token })
  ).json()) as { password: boolean; ways: { id: string; way: string; name: string; last_used_at: string }[] };

test('a passkey is added by somebody who is signed in, and signs them in', async () => {
  expect((await addPasskey()).text).toContain('It is added');
  expect(await waysOf()).toMatchObject({ password: true, ways: [{ way: 'passkey', name: 'My laptop' }] });
  expect(app.log()).toMatch(/"way":"passkey".*"msg":"way-added"/);

  const elsewhere = await signInBrowser(app);
  const { flow, page } = await signInByPasskey(elsewhere);
  expect(page.text).toContain('You are signed in');
  const claimed = (await (await elsewhere.claim(flow)).json()) as TokenResponse;
  expect(claimed.user).toEqual(session.user);
});

describe('what is wrong lets nobody in', () => {
  test.each<[string, Wrong]>([
    ['another site', { origin: 'https://evil.example' }],
    ['another site’s key', { rpId: 'evil.example' }],
    ['another challenge', { challenge: 'YW5vdGhlcg' }],
    ['nobody was verified', { userVerified: false }],
  ])('%s', async (_, wrong) => {
    expect((await addPasskey(wrong)).text).toContain('did not hold');
    expect((await waysOf()).ways).toEqual([]);
    await addPasskey();
    const { flow, page } = await signInByPasskey(await signInBrowser(app), wrong);
    expect(page.text).toContain('did not hold');
    expect((await ada.claim(flow)).status).toBe(400);
  });

  test('a counter that goes back, as of a copy', async () => {
    await addPasskey();
    await signInByPasskey(await signInBrowser(app), { counter: 7 });
    const { page } = await signInByPasskey(await signInBrowser(app), { counter: 3 });
    expect(page.text).toContain('did not hold');
  });

  test('a passkey that nobody has here', async () => {
    const { page } = await signInByPasskey(await signInBrowser(app));
    expect(page.text).toContain('This passkey belongs to no account here');
  });

  test('an answer that was sent before', async () => {
    await addPasskey();
    const browser = await signInBrowser(app);
    const flow = await browser.begin('passkey');
    const page = await browser.visitor.open(flow.url);
    const credential = authenticator.get(optionsOf(page));
    await browser.visitor.submit(page, '/deny');
    const again = await browser.begin('passkey');
    const second = await browser.visitor.open(again.url);
    expect((await browser.visitor.submit(second, '/with/passkey', { credential })).text).toContain(
      'did not hold',
    );
  });

  test.each(['', '{}', 'null', '[]', '{"id":"x"}'])('rubbish: %s', async (credential) => {
    const browser = await signInBrowser(app);
    const page = await browser.visitor.open((await browser.begin('passkey')).url);
    const answer = await browser.visitor.submit(page, '/with/passkey', { credential });
    expect(answer.status).toBe(200);
    expect(answer.text).toMatch(/did not hold|belongs to no account/);
  });
});

test('who is signed out meanwhile adds nothing', async () => {
  const page = await ada.visitor.open((await ada.beginFor(session, 'add-way', 'passkey')).url);
  await ada.client.callWithProof('/auth/logout', { json: {} });
  const credential = authenticator.create(optionsOf(page));
  const answer = await ada.visitor.submit(page, '/with/passkey', { credential });
  expect(answer.text).toContain('Nothing was changed');
  expect((await app.services.accounts.find('ada'))?.ways ?? []).toEqual([]);
});

test('an access token alone opens no page that changes the account', async () => {
  const thief = await app.client();
  const json = { purpose: 'add-way', way: 'passkey' };
  const stolen = { json, token: session.access_token };
  const answer = await thief.callWithProof('/auth/account/flows', stolen);
  expect(await answer.json()).toMatchObject({ code: 'invalid_dpop_proof' });
  expect((await thief.call('/auth/account/flows', stolen)).status).toBe(400);
});

test('a flow for the account signs nobody in', async () => {
  const flow = await ada.beginFor(session, 'add-way', 'passkey');
  const page = await ada.visitor.open(flow.url);
  await ada.visitor.submit(page, '/with/passkey', {
    credential: authenticator.create(optionsOf(page)),
    name: 'x',
  });
  const id = flow.url.split('/').at(-1) ?? '';
  expect(await (await ada.claim({ ...flow, id })).json()).toMatchObject({ code: 'expired_token' });
});

describe('removing', () => {
  const remove = async (id: string) =>
    ada.client.call(`/auth/account/ways/${id}`, { method: 'DELETE', token: session.access_token });

  test('a passkey ends what it opens', async () => {
    await addPasskey();
    const [way] = (await waysOf()).ways;
    expect((await remove(way?.id ?? '')).status).toBe(204);
    expect((await remove(way?.id ?? '')).status).toBe(404);
    expect((await waysOf()).ways).toEqual([]);
    const { page } = await signInByPasskey(await signInBrowser(app));
    expect(page.text).toContain('This passkey belongs to no account here');
    await addPasskey();
    expect((await waysOf()).ways).toHaveLength(1);
  });

  test('a passkey takes back what was not agreed to yet', async () => {
    await addPasskey();
    const page = await ada.visitor.open((await ada.beginFor(session, 'remove-account', 'passkey')).url);
    const credential = authenticator.get(optionsOf(page));
    const asked = await ada.visitor.submit(page, '/with/passkey', { credential });
    expect(asked.text).toContain('Delete the account ada?');
    await remove((await waysOf()).ways[0]?.id ?? '');
    const refused = await ada.visitor.submit(asked, '/approve');
    expect(refused.text).toContain('This passkey belongs to no account here');
    expect(await app.services.accounts.find('ada')).not.toBeNull();
  });

  test('somebody else’s way is not there', async () => {
    await addPasskey();
    const [way] = (await waysOf()).ways;
    const eve = await app.client();
    const { access_token: token } = await eve.signedUp('eve');
    const answer = await eve.call(`/auth/account/ways/${way?.id}`, { method: 'DELETE', token });
    expect(answer.status).toBe(404);
  });

  test('the account leaves no passkey behind', async () => {
    await addPasskey();
    const json = { password: 'correct horse battery' };
    await ada.client.call('/auth/account', { method: 'DELETE', json, token: session.access_token });
    const { page } = await signInByPasskey(await signInBrowser(app));
    expect(page.text).toContain('This passkey belongs to no account here');
  });
});

test.each([
  ['https://app.example.com', true],
  ['http://localhost:8787', true],
  ['http://latchkey.localhost', true],
  ['http://127.0.0.1:8787', false],
  ['https://192.0.2.1', false],
  ['http://[::1]:8787', false],
])('%s has passkeys: %s', async (url, allowed) => {
  expect(allowsPasskeys(url)).toBe(allowed);
});

test('where browsers make none, and where the operator wants none, they are not offered', async () => {
  for (const environment of [
    { LATCHKEY_PUBLIC_URL: 'http://127.0.0.1:8787' },
    { LATCHKEY_PASSKEYS: 'off' },
  ]) {
    const without = await testApp(environment);
    const client = await without.client();
    const answer = await client.call('/auth/ways', { method: 'GET' });
    expect(await answer.json()).toEqual({ ways: [{ id: 'password', kind: 'password', name: '' }] });
    expect(without.offered.filter((route) => route.includes('passkey'))).toEqual([]);
  }
});

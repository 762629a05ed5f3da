import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { loadConfig } from '../../config/load-config.ts';
import { configuredWays } from '../../flows/configured-ways.ts';
import { type GitHubServer, startGitHub } from '../../flows/testing/github-server.ts';
import { SITE, signInBrowser } from '../../flows/testing/sign-in-browser.ts';
import { testApp } from '../../testing/test-app.ts';
import type { TokenResponse } from '../response/token-response.ts';

let github: GitHubServer;
beforeAll(async () => {
  github = await startGitHub([`${SITE}/sign-in/callback/github`]);
});
afterAll(() => github.stop());
beforeEach(() => {
  github.answer = null;
});

const environment = () => ({
  LATCHKEY_GITHUB_CLIENT_ID: github.clientId,
  LATCHKEY_GITHUB_CLIENT_SECRET: github.clientSecret,
  LATCHKEY_GITHUB_URL: github.url,
});

test('from the first call to the pair, by a server that has no discovery and no ID token', async () => {
  const app = await testApp(environment());
  const ada = await signInBrowser(app);
  expect(await (await ada.client.call('/auth/ways', { method: 'GET' })).json()).toEqual({
    ways: [
      { id: 'password', kind: 'password', name: '' },
      { id: 'github', kind: 'redirect', name: 'GitHub' },
      { id: 'passkey', kind: 'passkey', name: '' },
    ],
  });
  const flow = await ada.begin('github');
  const asked = await ada.comeBackAs('Ada', flow);
  expect(asked.text).toContain('GitHub says that you are Ada');
  await ada.visitor.submit(asked, '/approve');
  const { user, access_token } = (await (await ada.claim(flow)).json()) as TokenResponse;
  expect(user.username).toBe('Ada');
  expect((await ada.client.call('/api/me', { method: 'GET', token: access_token })).status).toBe(200);
});

test('who takes the name of somebody else is somebody else: the number says who it is', async () => {
  const app = await testApp(environment());
  const ids: string[] = [];
  for (const id of [1, 2, 1]) {
    github.answer = { status: 200, body: { login: 'ada', id } };
    const ada = await signInBrowser(app);
    const flow = await ada.begin('github');
    await ada.visitor.submit(await ada.comeBackAs('ada', flow), '/approve');
    ids.push(((await (await ada.claim(flow)).json()) as TokenResponse).user.id);
  }
  expect(ids[1]).not.toBe(ids[0]);
  expect(ids[2]).toBe(ids[0]);
});

test.each([
  ['names nobody', { status: 200, body: { message: 'Hello' } }, 'did not hold'],
  ['refuses the token', { status: 401, body: { message: 'Bad credentials' } }, 'did not hold'],
  ['is out of order', { status: 502, body: {} }, 'can not be reached at the moment'],
])('an API that %s lets nobody in, and the page says so', async (_, answer, sentence) => {
  const app = await testApp(environment());
  github.answer = answer;
  const ada = await signInBrowser(app);
  const flow = await ada.begin('github');
  const page = await ada.comeBackAs('ada', flow);
  expect(page.text).toContain(sentence);
  expect(page.text).toContain('Try GitHub again');
  expect((await ada.claim(flow)).status).toBe(400);
});

test('somebody who says no there is told so', async () => {
  const app = await testApp(environment());
  const ada = await signInBrowser(app);
  const flow = await ada.begin('github');
  const form = await ada.visitor.open(flow.url);
  const page = await ada.visitor.open(`${form.url.href}/abort`);
  expect(page.text).toContain('You said no at GitHub');
});

test('half of the settings is no provider, and the start says so', () => {
  const half = loadConfig({ LATCHKEY_GITHUB_CLIENT_ID: 'latchkey' });
  expect(() => configuredWays(half, 'here')).toThrow('LATCHKEY_GITHUB_CLIENT_SECRET');
});

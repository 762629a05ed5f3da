import { beforeEach, expect, test } from 'vitest';
import { type TestApp, testApp } from '../../testing/test-app.ts';
import type { TestClient } from '../../testing/test-client.ts';

const password = 'correct horse battery';
let app: TestApp;
let browser: TestClient;
beforeEach(async () => {
  app = await testApp();
  browser = await app.client();
});

/** The same browser after the extension's data was cleared: with its cookie, and a new key. */
async function withoutItsKey(before: TestClient): Promise<TestClient> {
  const after = await app.client();
  after.cookie = before.cookie;
  return after;
}

async function sessionsOf(client: TestClient) {
  const { access_token: token } = await (await client.refresh()).json();
  return (await (await client.call('/auth/sessions', { method: 'GET', token })).json()).sessions;
}

test('who has lost the key and signs in again is on one device, and no thief to themselves', async () => {
  await browser.signedUp('ada');
  const after = await withoutItsKey(browser);
  const refused = await after.refresh();
  expect([refused.status, (await refused.json()).reason]).toEqual([401, 'key-mismatch']);

  expect((await after.login('ada', password)).status).toBe(200);
  expect(await sessionsOf(after)).toEqual([
    expect.objectContaining({ current: true, refused_attempts: null }),
  ]);
  expect((await (await browser.refresh()).json()).reason).toBe('logout');
  expect(await app.figure('latchkey_session_ended_total{reason="logout"}')).toBe(1);
});

test('a sign-in on another device ends nothing', async () => {
  await browser.signedUp('ada');
  const other = await app.client();
  expect((await other.login('ada', password)).status).toBe(200);
  expect(await sessionsOf(browser)).toHaveLength(2);
});

test('a copied cookie beside a sign-in of one’s own ends nobody else’s session', async () => {
  await browser.signedUp('ada');
  const thief = await withoutItsKey(browser);
  expect((await thief.register('mallory', password)).status).toBe(201);
  expect((await browser.refresh()).status).toBe(200);
});

test('a wrong password ends nothing', async () => {
  await browser.signedUp('ada');
  const thief = await withoutItsKey(browser);
  expect((await thief.login('ada', 'wrong password')).status).toBe(401);
  expect((await browser.refresh()).status).toBe(200);
});

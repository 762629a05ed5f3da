import { beforeEach, describe, expect, test } from 'vitest';
import { items } from '../../testing/items.ts';
import { type TestApp, testApp } from '../../testing/test-app.ts';
import type { TestClient } from '../../testing/test-client.ts';

const password = 'correct horse battery';

describe('signing in', () => {
  let app: TestApp;
  let client: TestClient;

  beforeEach(async () => {
    app = await testApp({}, { modules: [items] });
    client = await app.client();
  });

  test('registers, and is signed in at once', async () => {
    const response = await client.register('Ada', password);
    expect(response.status).toBe(201);
    const answer = await response.json();
    expect(answer).toMatchObject({
      token_type: 'Bearer',
      // The default is five minutes, of which the started second may already be gone.
      expires_in: expect.toSatisfy((seconds: number) => seconds === 299 || seconds === 300),
      scope: 'account profile items:read items:write',
      user: { username: 'Ada', id: expect.any(String) },
    });
    expect(response.headers.getSetCookie()[0]).toMatch(
      /^rt-[\w-]{10}=.*; Path=\/auth; HttpOnly; Secure; SameSite=Strict$/,
    );
    const me = await client.call('/api/me', { method: 'GET', token: answer.access_token });
    expect(await me.json()).toEqual({ id: answer.user.id, username: 'Ada' });
  });

  test('signs in on another device, under the name the device goes by', async () => {
    const { user } = await client.signedUp('ada');
    const other = await app.client();
    const response = await other.login('ADA', password, '  my\u0000 phone ');
    expect(response.status).toBe(200);
    expect((await response.json()).user).toEqual(user);
    const labels = (await app.services.sessions.list(user.id as never)).map(({ label }) => label);
    expect(labels).toContain('my phone');
  });

  test('names a device by its browser and system when nobody else does', async () => {
    await client.signedUp('ada');
    const challenge = await client.solved();
    const agent =
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36';
    const response = await client.callWithProof('/auth/login', {
      json: { username: 'ada', password, challenge },
      headers: { 'User-Agent': agent },
    });
    const { session_id } = await response.json();
    expect((await app.services.sessions.read(session_id))?.label).toBe('Chrome on Linux');
  });

  test('refuses a wrong password and an unknown name alike', async () => {
    await client.signedUp('ada');
    const wrong = await client.login('ada', 'wrong password');
    const unknown = await client.login('eve', 'wrong password');
    expect([wrong.status, unknown.status]).toEqual([401, 401]);
    const [a, b] = [await wrong.json(), await unknown.json()];
    expect({ ...a, instance: '' }).toEqual({ ...b, instance: '' });
    expect(a.code).toBe('invalid_credentials');
    expect(wrong.headers.get('WWW-Authenticate')).toBe('Bearer realm="latchkey"');
    expect(wrong.headers.getSetCookie()).toEqual([]);
  });

  test('takes a challenge once, also when the first try failed', async () => {
    await client.signedUp('ada');
    const challenge = await client.solved();
    const attempt = (guess: string) =>
      client.callWithProof('/auth/login', { json: { username: 'ada', password: guess, challenge } });
    expect((await attempt('wrong password')).status).toBe(401);
    const second = await attempt(password);
    expect(second.status).toBe(400);
    expect(await second.json()).toMatchObject({ code: 'invalid_challenge' });
  });

  test('spends no challenge on a request without a proof', async () => {
    const challenge = await client.solved();
    const json = { username: 'ada', password, challenge };
    const without = await client.call('/auth/register', { json });
    expect(await without.json()).toMatchObject({ code: 'invalid_dpop_proof' });
    expect((await client.callWithProof('/auth/register', { json })).status).toBe(201);
  });

  test('takes a proof once', async () => {
    await client.signedUp('zoe');
    const DPoP = await client.proof('POST', '/auth/register');
    const register = async (username: string) => {
      const json = { username, password, challenge: await client.solved() };
      return client.call('/auth/register', { json, headers: { DPoP } });
    };
    expect((await register('ada')).status).toBe(201);
    const again = await register('eve');
    expect([again.status, (await again.json()).code]).toEqual([400, 'invalid_dpop_proof']);
  });

  test('refuses a taken name, a weak password, and everybody when sign-up is closed', async () => {
    await client.signedUp('ada');
    const taken = await client.register('Ada', password);
    expect([taken.status, (await taken.json()).code]).toEqual([409, 'username_taken']);
    const weak = await client.register('eve', 'password123');
    expect([weak.status, (await weak.json()).code]).toEqual([422, 'weak_password']);

    const closed = await testApp({ LATCHKEY_SIGNUP: 'closed' });
    const refused = await (await closed.client()).register('ada', password);
    expect([refused.status, (await refused.json()).code]).toEqual([403, 'signup_closed']);
  });

  test('leaves nobody signed in with a password that is changed while it is looked at', async () => {
    const { access_token } = await client.signedUp('ada');
    const thief = await app.client();
    const { addMember } = app.storage.store;
    // The moment in which the new session exists and its owner's change can not find it yet.
    app.storage.store.addMember = async (at, member) => {
      app.storage.store.addMember = addMember;
      const change = await client.call('/auth/password', {
        token: access_token,
        json: { current: password, next: 'another fine password' },
      });
      expect(change.status).toBe(204);
      await addMember(at, member);
    };
    const refused = await thief.login('ada', password);
    expect([refused.status, (await refused.json()).code]).toEqual([401, 'invalid_credentials']);
    expect(thief.cookie).toBeUndefined();
    const { sessions } = await (
      await client.call('/auth/sessions', { method: 'GET', token: access_token })
    ).json();
    expect(sessions).toHaveLength(1);
    expect((await thief.login('ada', 'another fine password')).status).toBe(200);
  });

  test('can not be kept from the user by pages that ask for challenges in their name', async () => {
    for (const site of ['cross-site', 'same-site']) {
      for (let nth = 0; nth < 40; nth++) {
        const headers = { 'Sec-Fetch-Site': site };
        const refused = await client.call('/auth/challenge', { method: 'GET', headers });
        expect(refused.status).toBe(403);
      }
    }
    expect((await client.register('Ada', password)).status).toBe(201);
  });

  test('is for the extension alone', async () => {
    const json = { username: 'ada', password, challenge: await client.solved() };
    for (const Origin of [
      'https://evil.example',
      'null',
      'chrome-extension://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
    ]) {
      const response = await client.callWithProof('/auth/register', { json, headers: { Origin } });
      expect(await response.json()).toMatchObject({ code: 'origin_not_allowed', status: 403 });
    }
    expect(await app.services.accounts.find('ada')).toBeNull();
  });

  test('says when to come back after too many wrong passwords, and lets the owner in meanwhile', async () => {
    app = await testApp({ LATCHKEY_RATE_LIMIT_SCALE: '1' });
    client = await app.client();
    await client.signedUp('ada');
    const thief = await app.client();
    for (let n = 0; n < 10; n += 1) expect((await thief.login('ada', 'wrong password')).status).toBe(401);
    const refused = await thief.login('ada', password);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('Retry-After'))).toBeGreaterThan(0);
    expect((await client.login('ada', password)).status).toBe(200);
  });

  test('leaves figures and audit lines, and no secret in any of them', async () => {
    app = await testApp({ LATCHKEY_LOG_LEVEL: 'trace' });
    client = await app.client();
    const { access_token, user, session_id } = await client.signedUp('ada');
    await client.login('ada', 'my mistyped secret');
    await client.login('hunter2hunter2', 'my mistyped secret');
    await client.refresh();
    await client.call('/auth/password', {
      token: access_token,
      json: { current: password, next: 'another fine password' },
    });
    await client.call('/auth/logout', { token: access_token, json: {} });
    await client.call('/api/me', { method: 'GET', token: access_token });

    const log = app.log();
    const lines = log
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const audited = lines.filter(({ audit }) => audit === true);
    expect(audited.map(({ msg }) => msg)).toEqual(
      expect.arrayContaining(['signed-in', 'sign-in-refused', 'password-changed', 'session-ended']),
    );
    expect(audited[0]).toMatchObject({
      msg: 'signed-in',
      by: 'register',
      user: user.id,
      session: session_id,
    });
    const refused = audited.filter(({ msg }) => msg === 'sign-in-refused');
    expect(refused.map((line) => line.user)).toEqual([user.id, null]);
    expect(lines.some(({ msg }) => msg === 'answered')).toBe(true);

    const secrets = [
      password,
      'my mistyped secret',
      'hunter2',
      'another fine password',
      'eyJ',
      'argon2id',
      client.receipt,
    ];
    for (const secret of secrets) expect(log).not.toContain(secret);

    expect(await app.figure('latchkey_sign_in_total{action="register",outcome="ok"}')).toBe(1);
    expect(await app.figure('latchkey_sign_in_total{action="login",outcome="invalid_credentials"}')).toBe(2);
    expect(await app.figure('latchkey_refresh_total{outcome="rotated"}')).toBe(1);
    expect(
      await app.figure(
        'latchkey_http_request_duration_seconds_count{method="POST",route="/auth/refresh",status="200"}',
      ),
    ).toBeGreaterThan(0);
  });
});

describe('refreshing with what is not one’s own', () => {
  test('is told to wait after many refusals, while the owner at the same address refreshes on', async () => {
    const app = await testApp({ LATCHKEY_RATE_LIMIT_SCALE: '1' });
    const owner = await app.client();
    await owner.signedUp('ada');
    const thief = await app.client();
    thief.cookie = owner.cookie;
    const statuses = new Set<number>();
    for (let n = 0; n < 30; n += 1) statuses.add((await thief.refresh()).status);
    expect([...statuses]).toEqual([401, 429]);
    expect((await thief.call('/auth/refresh', { json: {}, headers: { DPoP: 'junk' } })).status).toBe(429);
    expect((await owner.refresh()).status).toBe(200);
  });
});

import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { type CryptoKey, exportJWK, type JWK, SignJWT } from 'jose';
import { beforeEach, describe, expect, test } from 'vitest';
import { type TestApp, testApp } from '../../testing/test-app.ts';
import type { TestClient } from '../../testing/test-client.ts';

const SECOND = 1;
const MINUTE = 60 * SECOND;
const now = () => Math.floor(Date.now() / 1000);

/** What a proof for a refresh holds, and what it is signed with; tests state what is different. */
interface Made {
  readonly header?: Readonly<Record<string, unknown>>;
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly key?: CryptoKey | Uint8Array;
}

describe('a proof', () => {
  let app: TestApp;
  let client: TestClient;
  let jwk: JWK;

  beforeEach(async () => {
    app = await testApp({ LATCHKEY_RATE_LIMIT_SCALE: '10000' });
    client = await app.client();
    await client.signedUp('ada');
    jwk = await exportJWK(client.key.publicKey);
    // The first call after a start is asked for a nonce; the tests are about what comes after.
    expect((await client.refresh()).status).toBe(200);
  });

  function made({ header, claims, key }: Made = {}): Promise<string> {
    const right = {
      htm: 'POST',
      htu: `${app.config.publicUrl}/auth/refresh`,
      iat: now(),
      jti: randomUUID(),
      nonce: client.nonce,
    };
    const all = { alg: 'ES256', typ: 'dpop+jwt', jwk, ...header };
    return new SignJWT(JSON.parse(JSON.stringify({ ...right, ...claims })))
      .setProtectedHeader(JSON.parse(JSON.stringify(all)))
      .sign(key ?? client.key.privateKey);
  }

  async function present(proof: string | undefined): Promise<[number, string | undefined]> {
    const headers = proof === undefined ? undefined : { DPoP: proof };
    const json = client.receipt === undefined ? {} : { receipt: client.receipt };
    const response = await client.call('/auth/refresh', { json, ...(headers && { headers }) });
    const answer = await response.json();
    if (response.ok) client.receipt = answer.receipt;
    return [response.status, answer.code];
  }

  /** Refused, with nothing changed: the cookie is still there and still good. */
  async function refused(proof: string | undefined, code = 'invalid_dpop_proof'): Promise<void> {
    const { cookie } = client;
    const generations = await app.figure('latchkey_refresh_total{outcome="rotated"}');
    expect(await present(proof)).toEqual([400, code]);
    expect(client.cookie).toBe(cookie);
    expect(await app.figure('latchkey_refresh_total{outcome="rotated"}')).toBe(generations);
    expect((await present(await made()))[0]).toBe(200);
  }

  test('is accepted as it should be', async () => {
    expect((await present(await made()))[0]).toBe(200);
  });

  test('is needed', () => refused(undefined));

  test('is good once', async () => {
    const proof = await made();
    expect((await present(proof))[0]).toBe(200);
    await refused(proof);
  });

  test('is not used up by a request that is refused before it is looked at', async () => {
    const proof = await made();
    const { cookie } = client;
    client.cookie = 'junk';
    await present(proof);
    client.cookie = cookie;
    expect((await present(proof))[0]).toBe(200);
    await refused(proof);
  });

  test.each<[string, () => Made]>([
    ['another method', () => ({ claims: { htm: 'GET' } })],
    ['no method', () => ({ claims: { htm: undefined } })],
    ['another path', () => ({ claims: { htu: `${app.config.publicUrl}/auth/login` } })],
    ['another server', () => ({ claims: { htu: 'https://evil.example/auth/refresh' } })],
    ['another scheme', () => ({ claims: { htu: app.config.publicUrl.replace('http:', 'https:') } })],
    ['a target that is no URL', () => ({ claims: { htu: 'refresh' } })],
    ['no target', () => ({ claims: { htu: undefined } })],
    ['no id', () => ({ claims: { jti: undefined } })],
    ['an empty id', () => ({ claims: { jti: '' } })],
    ['an id that is no text', () => ({ claims: { jti: 7 } })],
    ['an id without end', () => ({ claims: { jti: 'x'.repeat(257) } })],
    ['no time', () => ({ claims: { iat: undefined } })],
    ['a time that is no number', () => ({ claims: { iat: String(now()) } })],
    ['an end that has passed', () => ({ claims: { exp: now() - 1 } })],
    ['another type', () => ({ header: { typ: 'JWT' } })],
    ['no type', () => ({ header: { typ: undefined } })],
    ['no key', () => ({ header: { jwk: undefined } })],
    ['a key that did not sign it', () => ({ header: { jwk: otherJwk() } })],
  ])('with %s is refused', async (_, forgery) => {
    await refused(await made(forgery()));
  });

  test('of no algorithm, or of a symmetric one, is refused', async () => {
    const [header, payload] = (await made()).split('.');
    const none = Buffer.from(JSON.stringify({ alg: 'none', typ: 'dpop+jwt', jwk })).toString('base64url');
    await refused(`${none}.${payload}.`);
    await refused(`${header}.${payload}.`);
    const secret = new Uint8Array(32);
    const k = Buffer.from(secret).toString('base64url');
    await refused(await made({ header: { alg: 'HS256', jwk: { kty: 'oct', k } }, key: secret }));
  });

  test('that shows its private key is refused', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    expect(await exportJWK(publicKey)).not.toHaveProperty('d');
    const shown = { ...(await exportJWK(privateKey)) };
    const key = await crypto.subtle.importKey(
      'jwk',
      { ...shown },
      { name: 'ECDSA', namedCurve: 'P-256' },
      false,
      ['sign'],
    );
    await refused(await made({ header: { jwk: shown }, key }));
  });

  test('that is no JWT, two of them, or endless, is refused', async () => {
    const proof = await made();
    for (const text of ['', 'a.b.c', `${proof},${proof}`, `${proof}.`, 'x'.repeat(5_000)])
      await refused(text);
  });

  test('of another key is refused, changes nothing, and its owner is told', async () => {
    const thief = await app.client();
    Object.assign(thief, { cookie: client.cookie });
    const response = await thief.refresh();
    expect([response.status, (await response.json()).reason]).toEqual([401, 'key-mismatch']);
    expect(thief.cookie).toBe(client.cookie);
    const { access_token } = await (await client.refresh()).json();
    const { sessions } = await (
      await client.call('/auth/sessions', { method: 'GET', token: access_token })
    ).json();
    expect(sessions).toEqual([
      expect.objectContaining({ refused_attempts: { count: 1, last_at: expect.any(String) } }),
    ]);
  });

  test('from a clock that is off is good with a nonce, and asked for one without', async () => {
    for (const off of [-10 * MINUTE, 10 * MINUTE]) {
      await refused(await made({ claims: { iat: now() + off, nonce: undefined } }), 'use_dpop_nonce');
      expect((await present(await made({ claims: { iat: now() + off } })))[0]).toBe(200);
    }
  });

  test('with a nonce that is not the server’s is as good as its time', async () => {
    await refused(await made({ claims: { iat: now() - 10 * MINUTE, nonce: 'made-up' } }), 'use_dpop_nonce');
    await refused(await made({ claims: { nonce: 'made-up' } }), 'use_dpop_nonce');
  });

  test('from a clock that runs a little ahead, held up and overtaken, is no clone’s', async () => {
    const held = await made({ claims: { iat: now() + 4 * SECOND } });
    const { cookie, receipt } = client;
    for (let n = 0; n < 2; n += 1) {
      const { access_token } = await (await client.refresh()).json();
      await client.call('/api/me', { method: 'GET', token: access_token });
    }
    const latest = { cookie: client.cookie, receipt: client.receipt };
    Object.assign(client, { cookie, receipt });
    expect(await present(held)).toEqual([409, 'superseded']);
    Object.assign(client, latest);
    expect((await present(await made()))[0]).toBe(200);
  });

  test('cannot be made ahead of time and kept', async () => {
    const later = now() + 30 * SECOND;
    await refused(await made({ claims: { iat: later, nonce: undefined } }), 'use_dpop_nonce');
  });
});

function otherJwk(): object {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' });
}

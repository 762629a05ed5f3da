import { generateKeyPairSync } from 'node:crypto';
import { type CryptoKey, decodeJwt, exportJWK, importJWK } from 'jose';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { defaultExtensionOrigin } from '../../config/settings.ts';
import { CRITICAL, type Forgery, forged, rewritten } from '../../testing/forgery.ts';
import { type TestApp, testApp } from '../../testing/test-app.ts';
import type { TestClient } from '../../testing/test-client.ts';
import { millis } from '../../time/time.ts';
import { newKeySet } from '../../tokens/new-keys.ts';
import { createSigningKeys } from '../../tokens/signing-keys.ts';
import { refreshCookieName } from '../response/refresh-cookie.ts';

const MINUTE = 60;
const now = () => Math.floor(Date.now() / 1000);

let app: TestApp;
let client: TestClient;
let accessToken: string;
/** A key that somebody else made. */
let strange: CryptoKey;
/** A secret that somebody else made. */
const strangeSecret = new Uint8Array(32);
let strangeJwk: Record<string, unknown>;

beforeAll(async () => {
  const pair = generateKeyPairSync('ed25519');
  strange = (await importJWK(pair.privateKey.export({ format: 'jwk' }), 'EdDSA')) as CryptoKey;
  strangeJwk = { ...(await exportJWK(pair.publicKey)) };
});

beforeEach(async () => {
  app = await testApp({ LATCHKEY_RATE_LIMIT_SCALE: '10000' });
  client = await app.client();
  accessToken = (await client.signedUp('ada')).access_token;
});

const asBearer = (token: string) => client.call('/api/me', { method: 'GET', token });

async function refusedAsBearer(token: string): Promise<void> {
  const response = await asBearer(token);
  expect([response.status, (await response.json()).code]).toEqual([401, 'invalid_token']);
  expect(response.headers.get('WWW-Authenticate')).toMatch(/^Bearer .*error="invalid_token"/);
}

/** The refresh token is refused, and its owner refreshes on as if nothing had been. */
async function refusedAsCookie(token: string): Promise<void> {
  const thief = await app.client();
  // With the right key, so that nothing but the token is wrong.
  Object.assign(thief, { key: client.key, nonce: client.nonce, cookie: token });
  const response = await thief.refresh();
  expect([response.status, (await response.json()).code]).toEqual([401, 'invalid_grant']);
  expect((await client.refresh()).status).toBe(200);
}

/** What no token may be, of either kind. */
const rules: readonly (readonly [string, () => Forgery])[] = [
  ['another issuer', () => ({ claims: { iss: 'https://evil.example' } })],
  ['no issuer', () => ({ claims: { iss: undefined } })],
  ['another audience', () => ({ claims: { aud: 'https://evil.example' } })],
  ['no audience', () => ({ claims: { aud: undefined } })],
  ['an end that has passed', () => ({ claims: { exp: now() - 1 } })],
  ['no end', () => ({ claims: { exp: undefined } })],
  ['a start in the future', () => ({ claims: { nbf: now() + 5 * MINUTE } })],
  ['another type', () => ({ header: { typ: 'JWT' } })],
  ['no type', () => ({ header: { typ: undefined } })],
  ['a proof’s type', () => ({ header: { typ: 'dpop+jwt' } })],
  ['no session', () => ({ claims: { sid: undefined } })],
  ['a session that is no text', () => ({ claims: { sid: { $ne: null } } })],
  ['no generation', () => ({ claims: { gen: undefined } })],
  ['a generation that is no number', () => ({ claims: { gen: '1' } })],
  ['no subject', () => ({ claims: { sub: undefined } })],
  ['no token id', () => ({ claims: { jti: undefined } })],
  ['a foreign key id', () => ({ header: { kid: 'foreign' } })],
  ['no key id', () => ({ header: { kid: undefined } })],
  ['a key id of an object’s own', () => ({ header: { kid: '__proto__' } })],
  ['a header it must understand', () => ({ header: { crit: [CRITICAL], [CRITICAL]: 1 } })],
  ['the signature of a foreign key', () => ({ header: { alg: 'EdDSA' }, key: strange })],
  ['the signature of a foreign secret', () => ({ header: { alg: 'HS256' }, key: strangeSecret })],
  ['an embedded key', () => ({ header: { alg: 'EdDSA', jwk: strangeJwk }, key: strange })],
  [
    'a key to be fetched',
    () => ({ header: { alg: 'EdDSA', jku: 'https://evil.example/jwks.json' }, key: strange }),
  ],
];

describe('an access token', () => {
  const signingKey = () => app.services.keys.current('access').sign;
  const forge = (forgery: Forgery) => forged(accessToken, signingKey(), forgery);

  test('is accepted as it was issued, and signed again with nothing changed', async () => {
    expect((await asBearer(accessToken)).status).toBe(200);
    expect((await asBearer(await forge({}))).status).toBe(200);
  });

  test.each(rules)('with %s is refused', async (_, forgery) => {
    await refusedAsBearer(await forge(forgery()));
  });

  test.each<[string, () => Forgery]>([
    ['issued in the future', () => ({ claims: { iat: now() + 5 * MINUTE, exp: now() + 10 * MINUTE } })],
    ['without a scope', () => ({ claims: { scope: undefined } })],
    ['with a scope that there is not', () => ({ claims: { scope: 'admin' } })],
    ['without a client', () => ({ claims: { client_id: undefined } })],
    ['of a kind that there is not', () => ({ claims: { kind: 'admin' } })],
    ['of a session that there is not', () => ({ claims: { sid: 'none' } })],
    ['of a session that the cookie is for', () => ({ header: { typ: 'rt+jwt' } })],
  ])('%s is refused', async (_, forgery) => {
    await refusedAsBearer(await forge(forgery()));
  });

  test('of no algorithm is refused, however that is spelt', async () => {
    for (const alg of ['none', 'None', 'NONE', '']) {
      await refusedAsBearer(rewritten(accessToken, { header: { alg } }, ''));
      await refusedAsBearer(rewritten(accessToken, { header: { alg } }));
    }
  });

  test('of a symmetric algorithm under the public key is refused', async () => {
    const { keys } = app.services.keys.jwks();
    const publicBytes = Buffer.from(keys[0]?.x ?? '', 'base64url');
    await refusedAsBearer(await forge({ header: { alg: 'HS256' }, key: publicBytes }));
    await refusedAsBearer(
      await forge({ header: { alg: 'HS256' }, key: Buffer.from(JSON.stringify(keys[0])) }),
    );
  });

  test('of an elliptic curve other than its own is refused', async () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const key = (await importJWK(privateKey.export({ format: 'jwk' }), 'ES256')) as CryptoKey;
    await refusedAsBearer(await forge({ header: { alg: 'ES256' }, key }));
  });

  test('is refused with any byte changed', async () => {
    for (let at = 0; at < accessToken.length; at += 7) {
      const changed = accessToken[at] === 'A' ? 'B' : 'A';
      const tampered = accessToken.slice(0, at) + changed + accessToken.slice(at + 1);
      if (tampered !== accessToken) await refusedAsBearer(tampered);
    }
  });

  test('whose signature is written another way is one that was never seen', async () => {
    expect((await asBearer(accessToken)).status).toBe(200);
    // 64 bytes take 86 characters, of which the last has four bits that decoders ignore.
    const last = accessToken.at(-1) ?? '';
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const alias = alphabet[alphabet.indexOf(last) ^ 1] ?? '';
    const again = await asBearer(accessToken.slice(0, -1) + alias);
    expect([200, 401]).toContain(again.status);
    await client.call('/auth/logout', { token: accessToken, json: {} });
    await refusedAsBearer(accessToken);
    await refusedAsBearer(accessToken.slice(0, -1) + alias);
  });

  test('is none when it is the refresh token', async () => {
    await refusedAsBearer(client.cookie ?? '');
    // Also where it claims to be one: its key signs nothing else.
    const { kid, alg, sign } = app.services.keys.current('refresh');
    await refusedAsBearer(await forge({ header: { kid, alg }, key: sign }));
    await refusedAsBearer(await forge({ header: { alg }, key: sign }));
  });

  test('is none when it is a proof', async () => {
    await refusedAsBearer(await client.proof('GET', '/api/me'));
  });

  test('that names another user than its session’s is refused, also when a leaked key of this server signed it', async () => {
    const { user } = await (await app.client()).signedUp('grace');
    for (const path of ['/api/me', '/auth/sessions']) {
      const response = await client.call(path, {
        method: 'GET',
        token: await forge({ claims: { sub: user.id } }),
      });
      expect([path, response.status]).toEqual([path, 401]);
    }
    const { sid } = decodeJwt(accessToken);
    const removal = await client.call('/auth/account', {
      method: 'DELETE',
      json: { password: 'correct horse battery' },
      token: await forge({ claims: { sub: user.id, sid } }),
    });
    expect(removal.status).toBe(401);
    expect((await asBearer(accessToken)).status).toBe(200);
  });

  test('of another server is refused', async () => {
    const other = createSigningKeys(newKeySet(millis(Date.now())));
    const { kid, sign } = other.current('access');
    await refusedAsBearer(await forge({ header: { kid }, key: sign }));
    await refusedAsBearer(await forge({ key: sign }));
  });
});

describe('a refresh token', () => {
  const genuine = () => client.cookie ?? '';
  const signingKey = () => app.services.keys.current('refresh').sign;
  const forge = (forgery: Forgery) => forged(genuine(), signingKey(), forgery);

  test('is accepted as it was issued, and signed again with nothing changed', async () => {
    client.cookie = await forge({});
    expect((await client.refresh()).status).toBe(200);
    expect((await client.refresh()).status).toBe(200);
  });

  test.each(rules)('with %s is refused', async (_, forgery) => {
    await refusedAsCookie(await forge(forgery()));
  });

  test.each<[string, () => Forgery]>([
    ['of another generation', () => ({ claims: { gen: 2 } })],
    ['of a generation before the first', () => ({ claims: { gen: 0 } })],
    ['of half a generation', () => ({ claims: { gen: 1.5 } })],
    ['of a session that there is not', () => ({ claims: { sid: 'none' } })],
    [
      'with the id of another token',
      () => ({ claims: { jti: 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' } }),
    ],
    ['that claims to be an access token', () => ({ header: { typ: 'at+jwt' } })],
  ])('%s is refused', async (_, forgery) => {
    await refusedAsCookie(await forge(forgery()));
  });

  test('is found among other cookies of its name, wherever they come from and stand', async () => {
    const eve = await app.client();
    await eve.signedUp('eve');
    const name = refreshCookieName(app.config.publicUrl, defaultExtensionOrigin);
    for (const before of ['planted', eve.cookie, `planted; ${name}=${eve.cookie}`]) {
      client.cookie = `${before}; ${name}=${client.cookie}; ${name}=planted`;
      expect((await client.refresh()).status).toBe(200);
    }
    expect((await eve.refresh()).status).toBe(200);
  });

  test('of no algorithm is refused', async () => {
    await refusedAsCookie(rewritten(genuine(), { header: { alg: 'none' } }, ''));
  });

  test('is refused with any byte changed', async () => {
    const right = genuine();
    for (let at = 0; at < right.length; at += 41) {
      await refusedAsCookie(right.slice(0, at) + (right[at] === 'A' ? 'B' : 'A') + right.slice(at + 1));
    }
  });

  test('is none when it is the access token', async () => {
    await refusedAsCookie(accessToken);
    const { kid, alg, sign } = app.services.keys.current('access');
    await refusedAsCookie(await forge({ header: { kid, alg }, key: sign }));
    await refusedAsCookie(await forge({ header: { alg }, key: sign }));
  });

  test('of another session does not open this one', async () => {
    const eve = await app.client();
    await eve.signedUp('eve');
    const { sid, gen, jti } = JSON.parse(
      Buffer.from((eve.cookie ?? '').split('.')[1] ?? '', 'base64url').toString(),
    );
    await refusedAsCookie(await forge({ claims: { jti, gen } }));
    await refusedAsCookie(await forge({ claims: { sid } }));
  });
});

test.each([
  ['no credentials', undefined, false],
  ['another scheme', 'Basic YWRhOnNlY3JldA==', false],
  ['no token after the scheme', 'Bearer', true],
  ['two words', 'Bearer one two', true],
])(
  'a call with %s is told how to show a token, and of an error only where one was shown',
  async (_, given, isError) => {
    const headers = given === undefined ? {} : { Authorization: given };
    const response = await app.request('/api/me', { headers });
    expect(response.status).toBe(401);
    const challenge = isError ? 'Bearer realm="latchkey", error="invalid_token"' : 'Bearer realm="latchkey"';
    expect(response.headers.get('WWW-Authenticate')).toBe(challenge);
  },
);

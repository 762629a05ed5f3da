import { beforeEach, describe, expect, test } from 'vitest';
import { type TestApp, testApp } from '../../testing/test-app.ts';
import { TestClient } from '../../testing/test-client.ts';

const password = 'correct horse battery';
const first = `chrome-extension://${'a'.repeat(32)}`;
const second = `chrome-extension://${'b'.repeat(32)}`;

/** A browser profile's cookies of one host: whatever its port, and whichever extension asks. */
class CookieJar {
  readonly cookies = new Map<string, string>();

  /** An extension of this profile that talks to a server. */
  async client(app: TestApp, origin: string): Promise<TestClient> {
    return TestClient.create(app.config.publicUrl, async (path, init) => {
      const headers = new Headers(init.headers);
      headers.set('Origin', origin);
      if (this.cookies.size > 0) headers.set('Cookie', this.header());
      const response = await app.request(path, { ...init, headers });
      for (const set of response.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
        if (value === '') this.cookies.delete(name);
        else this.cookies.set(name, value);
      }
      return response;
    });
  }

  header(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }
}

describe('in one jar of cookies', () => {
  let app: TestApp;
  let jar: CookieJar;
  beforeEach(async () => {
    app = await testApp({ LATCHKEY_EXTENSION_ORIGINS: `${first},${second}` });
    jar = new CookieJar();
  });

  const sessions = async (client: TestClient, token: string) =>
    (await (await client.call('/auth/sessions', { method: 'GET', token })).json()).sessions;

  test('two servers on one host keep their sessions', async () => {
    const other = await testApp({ PORT: '8788', LATCHKEY_EXTENSION_ORIGINS: first });
    const [here, there] = [await jar.client(app, first), await jar.client(other, first)];
    await here.signedUp('ada');
    await there.signedUp('ada');
    for (let n = 0; n < 3; n += 1) {
      for (const client of [here, there]) expect((await client.refresh()).status).toBe(200);
    }
  });

  test('two extensions of one server keep their sessions, and neither is a thief to the other', async () => {
    const [one, two] = [await jar.client(app, first), await jar.client(app, second)];
    await one.signedUp('ada');
    expect((await two.refresh()).status).toBe(401);
    expect((await two.login('ada', password)).status).toBe(200);
    for (let n = 0; n < 3; n += 1) {
      for (const client of [one, two]) expect((await client.refresh()).status).toBe(200);
    }
    const { access_token: token } = await (await one.refresh()).json();
    for (const session of await sessions(one, token)) expect(session.refused_attempts).toBeNull();

    expect((await two.callWithProof('/auth/logout', { json: {} })).status).toBe(204);
    expect((await two.refresh()).status).toBe(401);
    expect((await one.refresh()).status).toBe(200);
  });

  describe('a session whose cookie still has the former name', () => {
    let one: TestClient;
    beforeEach(async () => {
      one = await jar.client(app, first);
      await one.signedUp('ada');
      const [[name, value] = ['', '']] = jar.cookies;
      jar.cookies.delete(name);
      jar.cookies.set('rt', value);
    });

    test('goes on, and its cookie is renamed', async () => {
      expect((await one.refresh()).status).toBe(200);
      expect([...jar.cookies.keys()]).toEqual([expect.stringMatching(/^rt-[\w-]{10}$/)]);
      expect((await one.refresh()).status).toBe(200);
    });

    test('is signed out by its owner', async () => {
      expect((await one.callWithProof('/auth/logout', { json: {} })).status).toBe(204);
      expect([...jar.cookies.keys()]).toEqual([]);
    });

    test('is left alone by another extension, and nobody is told of a thief', async () => {
      const two = await jar.client(app, second);
      const refused = await two.refresh();
      expect([refused.status, (await refused.json()).reason]).toEqual([401, 'unknown']);
      expect((await two.login('ada', password)).status).toBe(200);
      expect((await two.refresh()).status).toBe(200);
      expect((await two.callWithProof('/auth/logout', { json: {} })).status).toBe(204);
      const answer = await one.refresh();
      expect(answer.status).toBe(200);
      const [session] = await sessions(one, (await answer.json()).access_token);
      expect(session.refused_attempts).toBeNull();
    });
  });

  test('however many foreign cookies of the same name come first, nobody is signed out', async () => {
    const client = await jar.client(app, first);
    await client.signedUp('ada');
    const [[name, value] = ['', '']] = jar.cookies;
    for (const count of [4, 40, 400]) {
      const foreign = Array.from({ length: count }, (_, n) => `${name}=foreign.${n}.x`).join('; ');
      jar.header = () => `${foreign}; ${name}=${jar.cookies.get(name) ?? value}`;
      expect([count, (await client.refresh()).status]).toEqual([count, 200]);
    }
  });

  test('a browser hears whether it keeps the session’s cookie, and whether it keeps any', async () => {
    const client = await jar.client(app, first);
    const check = async () => (await client.call('/auth/cookie-check', { json: {} })).json();
    expect(await check()).toEqual({ session: false, probe: false });
    expect(await check()).toEqual({ session: false, probe: true });
    await client.signedUp('ada');
    expect(await check()).toEqual({ session: true, probe: true });
    const other = await jar.client(app, second);
    expect(await (await other.call('/auth/cookie-check', { json: {} })).json()).toEqual({
      session: false,
      probe: false,
    });
    jar.header = () => '';
    expect(await check()).toEqual({ session: false, probe: false });
  });
});

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { defaultExtensionOrigin } from '../../config/settings.ts';
import { Problem } from '../../errors/problem.ts';
import { type Place, storageKinds } from '../../storage/testing/storages.ts';
import { type TestApp, testApp } from '../../testing/test-app.ts';
import type { TestClient } from '../../testing/test-client.ts';
import { refreshCookieName } from '../response/refresh-cookie.ts';

const password = 'correct horse battery';

/** One person on a device. */
interface Device {
  readonly client: TestClient;
  readonly token: string;
  readonly sid: string;
}

describe.each(storageKinds)('on $name', ({ missing, place: open }) => {
  describe.skipIf(missing !== null)(missing ?? 'ending a session', () => {
    let place: Place;
    let app: TestApp;
    let laptop: Device;
    let phone: Device;

    beforeEach(async () => {
      place = await open();
      app = await testApp({ LATCHKEY_STORAGE: place.url });
      const first = await app.client();
      const answer = await first.signedUp('ada', password);
      laptop = { client: first, token: answer.access_token, sid: answer.session_id };
      phone = await signedIn('ada');
    });

    afterEach(async () => {
      await app.storage.store.close();
      await place.remove();
    });

    async function signedIn(username: string): Promise<Device> {
      const client = await app.client();
      const answer = await (await client.login(username, password)).json();
      return { client, token: answer.access_token, sid: answer.session_id };
    }

    const read = async ({ client, token }: Device) =>
      (await client.call('/api/me', { method: 'GET', token })).status;
    const verdict = async ({ client }: Device) => {
      const response = await client.refresh();
      return response.ok ? 'goes on' : (await response.json()).reason;
    };
    const signOut = ({ client, token }: Device) => client.call('/auth/logout', { json: {}, token });

    test('by signing out holds at once, for the access token and for the cookie', async () => {
      expect(await read(laptop)).toBe(200);
      expect((await signOut(laptop)).status).toBe(204);
      expect(await read(laptop)).toBe(401);
      expect(await read(phone)).toBe(200);
      expect(await verdict(phone)).toBe('goes on');
    });

    test('tells a device that was signed out elsewhere why', async () => {
      const ended = await laptop.client.call(`/auth/sessions/${phone.sid}`, {
        method: 'DELETE',
        token: laptop.token,
      });
      expect(ended.status).toBe(204);
      expect(await read(phone)).toBe(401);
      expect(await verdict(phone)).toBe('logout');
      expect(phone.client.cookie).toBeUndefined();
      expect(await verdict(laptop)).toBe('goes on');
    });

    test('is 204 however often it is said, and when nobody was signed in', async () => {
      for (let n = 0; n < 3; n += 1) expect((await signOut(laptop)).status).toBe(204);
      const nobody = await app.client();
      expect((await nobody.call('/auth/logout', { json: {} })).status).toBe(204);
      expect((await nobody.call('/auth/logout', { json: {}, token: 'junk' })).status).toBe(204);
    });

    test('by signing in on the same device, as whoever it is: no session is left that nobody sees end', async () => {
      const before = { ...laptop };
      const { cookie } = laptop.client;
      expect((await laptop.client.register('eve', password)).status).toBe(201);
      expect(await read(before)).toBe(401);
      laptop.client.cookie = cookie;
      expect(await verdict(laptop)).toBe('logout');
      expect(await verdict(phone)).toBe('goes on');
    });

    test('not by signing in with a copied cookie, whose key is another', async () => {
      const thief = await app.client();
      thief.cookie = laptop.client.cookie;
      expect((await thief.register('eve', password)).status).toBe(201);
      expect(await read(laptop)).toBe(200);
      expect(await verdict(laptop)).toBe('goes on');
    });

    test('needs no body, which nothing would be in, and takes none that a form could send', async () => {
      const out = async (headers: Record<string, string>) =>
        app.request('/auth/logout', {
          method: 'POST',
          headers: {
            Origin: defaultExtensionOrigin,
            Authorization: `Bearer ${laptop.token}`,
            ...headers,
          },
        });
      expect((await out({ 'Content-Type': 'text/plain' })).status).toBe(415);
      expect(await verdict(laptop)).toBe('goes on');
      expect((await out({})).status).toBe(204);
      expect(await verdict(laptop)).toBe('logout');
    });

    test('takes the key beside the cookie: the cookie alone ends nothing', async () => {
      const neighbour = await app.client();
      neighbour.cookie = laptop.client.cookie;
      expect((await neighbour.call('/auth/logout', { json: {} })).status).toBe(204);
      expect((await neighbour.callWithProof('/auth/logout', { json: {} })).status).toBe(204);
      expect(await verdict(laptop)).toBe('goes on');
      expect((await laptop.client.callWithProof('/auth/logout', { json: {} })).status).toBe(204);
      expect(laptop.client.cookie).toBeUndefined();
      expect(await read(laptop)).toBe(401);
    });

    test('is not said to be done when the proof was refused', async () => {
      const headers = { DPoP: 'junk' };
      const refused = await laptop.client.call('/auth/logout', { json: {}, headers });
      expect([refused.status, (await refused.json()).code]).toEqual([400, 'invalid_dpop_proof']);
      expect(await read(laptop)).toBe(200);
      const both = await laptop.client.call('/auth/logout', { json: {}, headers, token: laptop.token });
      expect(both.status).toBe(204);
      expect(await read(laptop)).toBe(401);
    });

    test('finds its cookie among others of its name', async () => {
      const { cookie } = laptop.client;
      const name = refreshCookieName(app.config.publicUrl, defaultExtensionOrigin);
      laptop.client.cookie = `planted; ${name}=${phone.client.cookie}; ${name}=${cookie}`;
      expect((await laptop.client.callWithProof('/auth/logout', { json: {} })).status).toBe(204);
      expect(await read(laptop)).toBe(401);
      expect(await verdict(phone)).toBe('goes on');
    });

    test('everywhere else leaves this one', async () => {
      const tablet = await signedIn('ada');
      const response = await laptop.client.call('/auth/sessions', { method: 'DELETE', token: laptop.token });
      expect(response.status).toBe(204);
      expect([await verdict(phone), await verdict(tablet)]).toEqual(['logout', 'logout']);
      expect(await verdict(laptop)).toBe('goes on');
    });

    test('of somebody else is answered like one that there is not', async () => {
      const eve = await app.client();
      const { access_token } = await eve.signedUp('eve');
      const end = (id: string) => eve.call(`/auth/sessions/${id}`, { method: 'DELETE', token: access_token });
      const [theirs, none] = [await end(laptop.sid), await end('AAAAAAAAAAAAAAAAAAAAAA')];
      expect([theirs.status, none.status]).toEqual([404, 404]);
      expect({ ...(await theirs.json()), instance: '' }).toEqual({ ...(await none.json()), instance: '' });
      expect(await read(laptop)).toBe(200);
    });

    test('by a new password ends every other one, and says so', async () => {
      const change = await laptop.client.call('/auth/password', {
        token: laptop.token,
        json: { current: password, next: 'another fine password' },
      });
      expect(change.status).toBe(204);
      expect(await read(phone)).toBe(401);
      expect(await verdict(phone)).toBe('password');
      expect(await read(laptop)).toBe(200);
      expect(await verdict(laptop)).toBe('goes on');
    });

    test('by a new password is made up for by the next try when the storage went away in the middle of it', async () => {
      const change = () =>
        laptop.client.call('/auth/password', {
          token: laptop.token,
          json: { current: password, next: 'another fine password' },
        });
      const { members } = app.storage.store;
      app.storage.store.members = () => Promise.reject(new Problem('storage_unavailable'));
      expect((await change()).status).toBe(503);
      app.storage.store.members = members;
      expect(await read(phone)).toBe(200);
      expect((await change()).status).toBe(204);
      expect(await read(phone)).toBe(401);
      expect(await verdict(laptop)).toBe('goes on');
    });

    test('against a refresh at the same moment: whichever comes first, both tokens are dead', async () => {
      for (let n = 0; n < 20; n += 1) {
        const device = await signedIn('ada');
        const [refreshed] = await Promise.all([device.client.refresh(), signOut(device)]);
        const token = refreshed.ok ? (await refreshed.json()).access_token : device.token;
        expect(await read({ ...device, token })).toBe(401);
        expect(await verdict(device)).toMatch(/logout|unknown/);
      }
    });

    test('leaves it on no list', async () => {
      await signOut(phone);
      const list = await laptop.client.call('/auth/sessions', { method: 'GET', token: laptop.token });
      expect((await list.json()).sessions).toEqual([
        expect.objectContaining({ id: laptop.sid, current: true, refused_attempts: null }),
      ]);
    });
  });
});

import { afterEach, describe, expect, test } from 'vitest';
import { key } from '../../storage/key.ts';
import { storageKinds } from '../../storage/testing/storages.ts';
import { items } from '../../testing/items.ts';
import { type TestApp, testApp } from '../../testing/test-app.ts';
import type { TestClient } from '../../testing/test-client.ts';

const password = 'correct horse battery';

describe.each(storageKinds)('removing an account on $name', ({ missing, place }) => {
  describe.skipIf(missing !== null)(missing ?? 'works', () => {
    let tidy: () => Promise<void>;
    afterEach(() => tidy());

    async function started(settings: Record<string, string> = {}): Promise<TestApp> {
      const { url, remove } = await place();
      const app = await testApp({ LATCHKEY_STORAGE: url, ...settings }, { modules: [items] });
      tidy = async () => {
        await app.storage.store.close();
        await remove();
      };
      return app;
    }

    const remove = (client: TestClient, token: string, given: string = password) =>
      client.call('/auth/account', { method: 'DELETE', token, json: { password: given } });
    const addItem = (client: TestClient, token: string) =>
      client.call('/api/items', { token, json: { text: 'mine' } });

    test('takes the sessions and what modules keep along, and frees the name', async () => {
      const app = await started();
      const [here, there] = [await app.client(), await app.client()];
      const mine = await here.signedUp('Ada');
      expect((await addItem(here, mine.access_token)).status).toBe(201);
      const elsewhere = await (await there.login('ada', password)).json();

      const removed = await remove(here, mine.access_token);
      expect(removed.status).toBe(204);
      expect(here.cookie).toBeUndefined();
      for (const token of [mine.access_token, elsewhere.access_token]) {
        expect((await there.call('/api/me', { method: 'GET', token })).status).toBe(401);
      }
      const refresh = await there.refresh();
      expect([refresh.status, (await refresh.json()).reason]).toEqual([401, 'logout']);
      expect((await there.login('ada', password)).status).toBe(401);

      const successor = await there.signedUp('ADA', 'another fine password');
      expect(successor.user.id).not.toBe(mine.user.id);
      const left = await there.call('/api/items', { method: 'GET', token: successor.access_token });
      expect(await left.json()).toEqual({ items: [] });
      expect(await app.storage.store.members(key('items', mine.user.id))).toEqual([]);
      expect(await app.services.sessions.list(mine.user.id as never)).toEqual([]);
      const events = app
        .log()
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
      expect(events).toContainEqual(
        expect.objectContaining({ audit: true, msg: 'account-removed', user: mine.user.id, by: 'user' }),
      );
    });

    test('needs the password, and says so however often it is guessed', async () => {
      const app = await started({ LATCHKEY_RATE_LIMIT_SCALE: '1' });
      const client = await app.client();
      const { access_token } = await client.signedUp('ada');
      for (let n = 0; n < 10; n += 1) {
        const refused = await remove(client, access_token, 'a guess');
        expect([refused.status, (await refused.json()).code]).toEqual([401, 'invalid_credentials']);
      }
      const limited = await remove(client, access_token);
      expect([limited.status, (await limited.json()).code]).toEqual([429, 'rate_limited']);
      expect(app.log()).toContain('account-removal-refused');
      expect((await client.call('/api/me', { method: 'GET', token: access_token })).status).toBe(200);
    });

    test('is not for a capability token', async () => {
      const app = await started();
      const client = await app.client();
      const { access_token } = await client.signedUp('ada');
      const token = await client.call('/auth/token', { token: access_token, json: { scope: 'items:read' } });
      const refused = await remove(client, (await token.json()).access_token);
      expect((await refused.json()).code).toBe('insufficient_scope');
    });

    test('leaves nobody behind who signs in at that moment, and can be made again when it was cut off', async () => {
      const app = await started();
      const [client, late] = [await app.client(), await app.client()];
      const { access_token, user } = await client.signedUp('ada');
      const { compareAndSet } = app.storage.store;
      let signedIn: Response | undefined;
      app.storage.store.compareAndSet = async (at, expected, next, options) => {
        if ('removed' in next && signedIn === undefined) {
          signedIn = await late.login('ada', password);
          throw new Error('cut off');
        }
        return compareAndSet(at, expected, next, options);
      };
      expect((await remove(client, access_token)).status).toBe(500);
      expect(signedIn?.status).toBe(200);
      const token = await signedIn?.json();
      expect((await remove(late, token?.access_token)).status).toBe(204);
      expect(await app.services.sessions.list(user.id as never)).toEqual([]);
      expect(await app.services.accounts.find('ada')).toBeNull();
    });
  });
});

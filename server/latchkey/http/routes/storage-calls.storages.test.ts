import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Place, storageKinds } from '../../storage/testing/storages.ts';
import { countCalls, type StorageCalls } from '../../testing/counted-store.ts';
import { type TestApp, testApp } from '../../testing/test-app.ts';
import type { TestClient } from '../../testing/test-client.ts';

describe.each(storageKinds)('on $name', ({ missing, place: open }) => {
  describe.skipIf(missing !== null)(missing ?? 'what is asked of the storage', () => {
    let place: Place;
    let app: TestApp;
    let client: TestClient;
    let token: string;
    let storage: StorageCalls;

    beforeAll(async () => {
      place = await open();
      app = await testApp({ LATCHKEY_STORAGE: place.url });
      client = await app.client();
      token = (await client.signedUp('ada')).access_token;
      // From here on the nonce is known, as it is to a client that has refreshed before.
      expect((await client.refresh()).status).toBe(200);
      storage = countCalls(app.storage.store);
    });
    afterAll(async () => {
      await app.storage.store.close();
      await place.remove();
    });

    const read = () => client.call('/api/me', { method: 'GET', token });

    test('is two round trips for a rotation, with its proof and its acknowledgement before', async () => {
      for (let n = 0; n < 5; n += 1) {
        storage.reset();
        const response = await client.refresh();
        expect(response.status).toBe(200);
        expect(storage.roundTrips).toBeLessThanOrEqual(2);
        token = (await response.json()).access_token;
        await read();
      }
    });

    test('is nothing for a guarded request after the first of a token', async () => {
      // The lease on what is remembered begins with the first beat.
      await expect.poll(() => app.storage.invalidation.trusted(), { timeout: 20_000 }).toBe(true);
      token = (await (await client.refresh()).json()).access_token;
      await read();
      let underLease = 0;
      for (let n = 0; n < 100; n += 1) {
        storage.reset();
        // A machine that stands still for a second loses the lease, and has to ask once.
        const trusted = app.storage.invalidation.trusted();
        expect((await read()).status).toBe(200);
        if (trusted) expect(storage.calls).toEqual([]);
        underLease += Number(trusted);
      }
      expect(underLease).toBeGreaterThan(50);
    });
  });
});

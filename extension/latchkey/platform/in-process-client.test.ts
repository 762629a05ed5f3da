import { expect, test } from 'vitest';
import { World } from '../testing/world.ts';
import { createInProcessAccountClient, createInProcessClient } from './in-process-client.ts';

const self = {
  id: 'nhlgahbiphgfcfhigkpmhepplhoikdio',
  origin: 'chrome-extension://nhlgahbiphgfcfhigkpmhepplhoikdio',
};

test('the background itself calls the API and signs out, by the way that everybody takes', async () => {
  const world = new World();
  await world.signIn();
  const { dispatch } = world.wake();
  const response = await world.finish(createInProcessClient(dispatch, self).fetch('/api/me'));
  expect(response.status).toBe(200);

  const account = createInProcessAccountClient(dispatch, self);
  expect(await world.finish(account.signOut())).toMatchObject({ status: 'signed-out', reason: 'user' });
  await expect(world.client.state()).resolves.toMatchObject({ status: 'signed-out' });
});

test('another extension’s name is no way in', async () => {
  const world = new World();
  const other = { ...self, id: 'abcdefghijklmnopabcdefghijklmnop' };
  const account = createInProcessAccountClient(world.wake().dispatch, other);
  await expect(world.finish(account.signOut())).rejects.toMatchObject({ code: 'denied' });
});

import { expect, test } from 'vitest';
import { ask } from '../client/transport.ts';
import { World } from '../testing/world.ts';

/** Everybody who waits for a promise has their turn so many times. */
async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await null;
}

/** The broker is told that nobody is signed in, and at about that moment somebody signs in. */
test.for(Array.from({ length: 60 }, (_, turn) => turn))(
  'a sign-in %i turns after the answer who is signed in is not taken for signed out',
  async (count) => {
    const world = new World();
    const sent = Promise.withResolvers<unknown>();
    world.reach = async (request) => {
      const response = await world.server.fetch(request);
      if (!world.isRefresh(request)) return response;
      void turns(count).then(() => {
        const credentials = { username: 'ada', password: 'right', solvedChallenge: null };
        sent.resolve(ask(world.popup, { type: 'sign-in', ...credentials }));
      });
      return response;
    };
    void world
      .tab()
      .fetch('/api/items')
      .catch(() => {});
    await world.finish(sent.promise);
    expect(await world.finish(world.client.state())).toMatchObject({ status: 'signed-in' });
  },
);

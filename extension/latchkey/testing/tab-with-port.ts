import { afterEach, beforeEach, vi } from 'vitest';
import type { Client } from '../client/types.ts';
import type { After } from '../protocol/with-deadline.ts';
import { settled } from './fake-clock.ts';
import { FakeBackground, FakeRuntime } from './fake-runtime.ts';
import { World } from './world.ts';
import { inWorldTime } from './world-time.ts';

export const senderIn = (tab: number, frameId = 0) => ({
  id: 'nhlgahbiphgfcfhigkpmhepplhoikdio',
  origin: 'https://example.com',
  url: 'https://example.com/article',
  tab: { id: tab },
  frameId,
});

/** For each test somebody who is signed in, and a tab whose client asks by a port. */
export function tabWithPort() {
  let world: World;
  let background: FakeBackground;
  let page: { readonly runtime: FakeRuntime; readonly client: Client };
  /** What the page hears when it is left. */
  let pagehide: () => void;

  beforeEach(async () => {
    world = new World();
    await world.signIn();
    background = new FakeBackground();
    vi.stubGlobal('chrome', { runtime: background });
    vi.resetModules();
    const { answerPorts } = await import('../platform/answer-ports.ts');
    answerPorts((parsed, sender) => world.wake().dispatch(parsed, sender));
    page = await openPage(senderIn(1));
  });
  afterEach(() => {
    vi.unstubAllGlobals();
    vi.resetModules();
  });

  /** A page with the client in it, whose globals are its own. */
  async function openPage(sender: unknown): Promise<{ runtime: FakeRuntime; client: Client }> {
    const runtime = new FakeRuntime(world, background, sender);
    vi.stubGlobal('chrome', { runtime });
    vi.stubGlobal('document', {});
    vi.stubGlobal('addEventListener', (_type: 'pagehide', listener: () => void) => {
      pagehide = listener;
    });
    // It takes the browser's API as it finds it when it is loaded.
    vi.resetModules();
    const { createClient } = await import('../client/create-client.ts');
    return { runtime, client: createClient() };
  }

  /** Also what a timer of the page sets. */
  const after: After = (ms, run) => world.clock.after(ms, () => inWorldTime(after, run));
  const inPage = <T>(run: () => T): T => inWorldTime(after, run);

  /** How long it takes in the world, in steps of 10 ms. */
  async function msUntil(work: Promise<unknown>): Promise<number> {
    let done = false;
    void work.then(() => {
      done = true;
    });
    await settled();
    let ms = 0;
    for (; !done && ms < 30_000; ms += 10) await world.clock.advance(10);
    return ms;
  }

  return {
    openPage,
    inPage,
    msUntil,
    get world() {
      return world;
    },
    get runtime() {
      return page.runtime;
    },
    get client() {
      return page.client;
    },
    leave: () => pagehide(),
    get: (by = page.client) => inPage(() => by.fetch('/api/items')),
    made: (line = 'GET /api/items') => world.server.count(line),
    status: async (response: Promise<Response>) => (await world.finish(response)).status,
  };
}

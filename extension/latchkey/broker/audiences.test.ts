import { expect, test } from 'vitest';
import { LatchkeyError } from '../protocol/errors.ts';
import { aPolicy } from '../testing/a-policy.ts';
import { World } from '../testing/world.ts';
import type { Backend, CreateBackend } from './backend.ts';
import type { Grant } from './session/grant.ts';

const CLIPS = 'https://clips.example';
const MAPS = 'https://maps.example';
const TOKEN_MS = 300_000;
const audiences = new Map([
  [CLIPS, 'clips'],
  [MAPS, 'maps'],
]);

/** A server whose refresh tokens are good once, and whose every API wants a token of its own. */
class RotatingServer {
  /** The refresh token that is good; a used one ends the session. */
  current = 0;
  /** For whom it has given tokens, in this order. */
  readonly given: string[] = [];
  readonly refused = new Set<string>();
  readonly unknown = new Set<string>();
  reused = false;
  #out = 0;
  most = 0;

  readonly backend: CreateBackend = ({ clock }) => {
    const grant = (audience: string | null): Grant => {
      this.given.push(audience ?? 'own');
      this.current += 1;
      return {
        user: { id: 'u1', username: 'ada' },
        token: {
          value: `${audience ?? 'own'}-${this.current}`,
          issuedAtMs: clock.now(),
          expiresAtMs: clock.now() + TOKEN_MS,
        },
        kept: String(this.current),
        session: null,
      };
    };
    const ask = async (kept: string | null, audience: string | null): ReturnType<Backend['refresh']> => {
      this.reused ||= kept !== String(this.current);
      if (this.reused) return { type: 'session-ended', reason: 'reuse' };
      await new Promise<void>((answered) => clock.after(100, answered));
      if (audience !== null && this.unknown.has(audience))
        return { type: 'refresh-refused', error: new LatchkeyError('refused', 'No such API') };
      return { type: 'refreshed', grant: grant(audience) };
    };
    return {
      authenticate: async () => ({ type: 'authenticated', grant: grant(null) }),
      signOut: async () => null,
      audienceOf: (origin) => audiences.get(origin) ?? null,
      refresh: async (kept, _signal, audience = null) => {
        this.#out += 1;
        this.most = Math.max(this.most, this.#out);
        return ask(kept, audience).finally(() => {
          this.#out -= 1;
        });
      },
    };
  };

  readonly api = async (request: Request): Promise<Response> => {
    const token = request.headers.get('Authorization')?.replace('Bearer ', '') ?? '';
    const wanted = audiences.get(new URL(request.url).origin) ?? 'own';
    const isGood = token.startsWith(`${wanted}-`) && !this.refused.has(wanted) && !this.refused.has(token);
    return isGood ? Response.json({ token }) : new Response(null, { status: 401 });
  };
}

async function signedIn() {
  const server = new RotatingServer();
  const world = new World();
  const { extensionPages } = aPolicy;
  const elsewhere = [CLIPS, MAPS].map((origin) => ({ method: 'GET', path: '/*', origin }));
  world.policy = {
    ...aPolicy,
    extensionPages: { ...extensionPages, routes: [...extensionPages.routes, ...elsewhere] },
  };
  world.backend = () => server.backend;
  world.reach = server.api;
  await world.signIn();
  const send = async (url: string): Promise<number> => (await world.client.fetch(url)).status;
  return { world, server, send, call: (url: string) => world.finish(send(url)) };
}

test('each API gets a token of its own, which is asked for when it is called first', async () => {
  const { server, call } = await signedIn();
  for (let round = 0; round < 2; round++)
    for (const url of ['/api/items', `${CLIPS}/mine`, `${MAPS}/mine`]) expect(await call(url)).toBe(200);
  expect(server.given).toEqual(['own', 'clips', 'maps']);
});

test('when all have expired at once, each is renewed once, one after the other, by what the last has brought', async () => {
  const { world, server, send, call } = await signedIn();
  for (const url of [`${CLIPS}/mine`, `${MAPS}/mine`]) await call(url);
  world.clock.sleep(TOKEN_MS);
  const calls = Array.from({ length: 30 }, (_, at) =>
    send(['/api/items', `${CLIPS}/mine`, `${MAPS}/mine`][at % 3] ?? ''),
  );
  expect(new Set(await world.finish(Promise.all(calls)))).toEqual(new Set([200]));
  expect(server.given.slice(3).toSorted()).toEqual(['clips', 'maps', 'own']);
  expect(server).toMatchObject({ most: 1, reused: false });
  expect(await world.client.state()).toMatchObject({ status: 'signed-in', condition: 'idle' });
});

test('what one API refuses is renewed for that one alone', async () => {
  const { server, call } = await signedIn();
  await call(`${CLIPS}/mine`);
  server.refused.add('clips-2');
  expect(await call(`${CLIPS}/mine`)).toBe(200);
  expect(await call('/api/items')).toBe(200);
  expect(server.given).toEqual(['own', 'clips', 'clips']);
});

test('an API that refuses every token does not keep the others from theirs', async () => {
  const { world, server, call } = await signedIn();
  server.refused.add('clips');
  for (let attempt = 0; attempt < 6; attempt++) expect(await call(`${CLIPS}/mine`)).toBe(401);
  expect(server.given.filter((audience) => audience === 'clips').length).toBeLessThan(6);
  world.clock.sleep(TOKEN_MS);
  expect(await call('/api/items')).toBe(200);
  expect(server.given.at(-1)).toBe('own');
});

test('an API that nobody gets a token for is a refusal of that call and of nothing else', async () => {
  const { world, server, send, call } = await signedIn();
  server.unknown.add('maps');
  await expect(world.finish(send(`${MAPS}/mine`))).rejects.toMatchObject({ code: 'refused' });
  expect(await world.client.state()).toMatchObject({ status: 'signed-in', condition: 'idle' });
  expect(await call(`${CLIPS}/mine`)).toBe(200);
});

test('the tokens outlive the worker and not the browser, and are no longer there after a sign-out', async () => {
  const { world, server, call } = await signedIn();
  await call(`${CLIPS}/mine`);
  world.kill();
  await call(`${CLIPS}/mine`);
  expect(server.given).toEqual(['own', 'clips']);
  world.restartBrowser();
  await call(`${CLIPS}/mine`);
  expect(server.given).toEqual(['own', 'clips', 'clips']);
  expect(JSON.stringify(await world.persisted.load())).not.toContain('clips-');
  await world.finish(world.account.signOut());
  expect(JSON.stringify(await world.sessionScoped.load())).not.toContain('clips-');
});

test('a session that has ended is told by whichever token was asked for', async () => {
  const { world, server, send } = await signedIn();
  server.current += 1;
  await expect(world.finish(send(`${CLIPS}/mine`))).rejects.toMatchObject({ code: 'signed-out' });
  expect(await world.client.state()).toMatchObject({ status: 'signed-out', reason: 'reuse' });
});

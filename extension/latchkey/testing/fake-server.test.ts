import fc from 'fast-check';
import { type TestApp, type TestClient, testApp } from 'latchkey-server/testing';
import { expect, test } from 'vitest';
import { FakeClock } from './fake-clock.ts';
import type { FakeProof } from './fake-keys.ts';
import { FakeServer } from './fake-server.ts';

/**
 * The broker's tests believe what the fake server says of sessions, so it has to say what the server says: whatever
 * devices, thieves and slow networks send, both are asked the same and have to answer the same.
 */
const RUNS = Number(process.env.LATCHKEY_TEST_RUNS ?? 50);

const PEOPLE = ['ada', 'eve'] as const;
const KEYS = [0, 1];
/** What somebody shows is named by how many answers ago it came; -1 is nothing. */
const shownOf = (...weights: readonly (readonly [ago: number, weight: number])[]) =>
  fc.oneof(...weights.map(([ago, weight]) => ({ weight, arbitrary: fc.constant(ago) })));
const cookie = shownOf([0, 4], [1, 4], [2, 3], [3, 2], [4, 1], [-1, 1]);
const token = shownOf([0, 6], [1, 2], [2, 1], [-1, 1]);
/** Whoever shows the newest one is forgiven everything: most histories need people who have none. */
const receipt = shownOf([-1, 6], [0, 1], [1, 2], [2, 2]);
/** Almost always that of the device which has signed in. */
const key = shownOf([0, 9], [1, 1]);

const a = <T extends string>(kind: T) => fc.constant(kind);
const step = fc.oneof(
  { weight: 1, arbitrary: fc.record({ do: a('sign-in'), person: fc.constantFrom(...PEOPLE), key }) },
  { weight: 12, arbitrary: fc.record({ do: a('refresh'), key, cookie, receipt }) },
  { weight: 3, arbitrary: fc.record({ do: a('hold-refresh'), key, cookie, receipt }) },
  { weight: 3, arbitrary: fc.record({ do: a('release') }) },
  { weight: 6, arbitrary: fc.record({ do: a('use'), token }) },
  { weight: 1, arbitrary: fc.record({ do: a('narrow'), token }) },
  { weight: 1, arbitrary: fc.record({ do: a('sign-out'), key, cookie, token }) },
  { weight: 1, arbitrary: fc.record({ do: a('end-others'), token }) },
  {
    weight: 6,
    arbitrary: fc.record({
      do: a('pass'),
      seconds: fc.oneof(fc.nat(5), fc.nat(40), fc.integer({ min: 55, max: 70 }), fc.nat(40_000)),
    }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const newest = { key: 0, cookie: 0, receipt: -1 };
const older = { ...newest, cookie: 1 };
/** What chance alone would bring together too seldom. */
const stories = fc.constantFrom<readonly Step[]>(
  // A token of the generation before says nothing of the pair that was lost.
  [
    { do: 'refresh', ...newest },
    { do: 'use', token: 1 },
    { do: 'pass', seconds: 65 },
    { do: 'refresh', ...older },
  ],
  // Held up on its way while the pair that was given again arrives.
  [
    { do: 'refresh', ...newest },
    { do: 'pass', seconds: 65 },
    { do: 'hold-refresh', ...older },
    { do: 'pass', seconds: 10 },
    { do: 'use', token: 0 },
    { do: 'pass', seconds: 10 },
    { do: 'release' },
  ],
);
const histories = fc
  .array(fc.oneof({ weight: 12, arbitrary: step.map((one) => [one]) }, { weight: 1, arbitrary: stories }), {
    minLength: 5,
    maxLength: 25,
  })
  .map((parts) => parts.flat());

/** What was received with one answer. */
interface Pair {
  readonly cookie: string;
  readonly token: string;
  readonly receipt: string;
}

interface Sent {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly body?: object;
  readonly cookie?: string | undefined;
  readonly token?: string | undefined;
  readonly proof?: string | undefined;
}

/** One of the two servers, by what its answers come to: whose session and which generation, but no secrets. */
interface Subject {
  readonly pairs: Pair[];
  prove(key: number, path: string): Promise<string>;
  /** Its answer; `cookie` is what it leaves in a jar that held what was sent. */
  send(request: Sent, key: number): Promise<{ response: Response; cookie: string | undefined }>;
  name(token: string): { sid: string; gen: number };
}

class Fake implements Subject {
  readonly pairs: Pair[] = [];
  readonly #server: FakeServer;
  readonly #nonces = new Map<number, string>();

  constructor(clock: FakeClock) {
    this.#server = new FakeServer(clock);
  }

  async prove(key: number, path: string): Promise<string> {
    const htu = this.#server.origin + path;
    const nonce = this.#nonces.get(key) ?? null;
    return JSON.stringify({ htm: 'POST', htu, nonce, issuedAtMs: 0, key: `key-${key}` } satisfies FakeProof);
  }

  async send({ method, path, body, cookie, token, proof }: Sent, key: number) {
    this.#server.cookie = cookie === undefined ? null : JSON.parse(cookie);
    const headers = new Headers();
    if (proof !== undefined) headers.set('DPoP', proof);
    if (token !== undefined) headers.set('Authorization', `Bearer ${token}`);
    const response = await this.#server.fetch(
      new Request(this.#server.origin + path, {
        method,
        headers,
        credentials: 'include',
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    );
    const nonce = response.headers.get('DPoP-Nonce');
    if (nonce !== null) this.#nonces.set(key, nonce);
    const now = this.#server.cookie;
    return { response, cookie: now === null ? undefined : JSON.stringify(now) };
  }

  name(token: string) {
    return JSON.parse(atob(token.split('.')[1] ?? ''));
  }
}

class Real implements Subject {
  readonly pairs: Pair[] = [];
  readonly #clients: readonly TestClient[];

  private constructor(clients: readonly TestClient[]) {
    this.#clients = clients;
  }

  static async create(app: TestApp): Promise<Real> {
    return new Real(await Promise.all(KEYS.map(() => app.client())));
  }

  prove(key: number, path: string): Promise<string> {
    return this.#client(key).proof('POST', path);
  }

  async send({ method, path, body, cookie, token, proof }: Sent, key: number) {
    const client = this.#client(key);
    client.cookie = cookie;
    const json = path === '/auth/login' ? { ...body, challenge: await client.solved() } : body;
    const response = await client.call(path, {
      method,
      ...(json !== undefined && { json }),
      ...(token !== undefined && { token }),
      ...(proof !== undefined && { headers: { DPoP: proof } }),
    });
    return { response, cookie: client.cookie };
  }

  name(token: string) {
    return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
  }

  #client(key: number): TestClient {
    const client = this.#clients[key];
    if (client === undefined) throw new Error('There is no such key.');
    return client;
  }
}

/** Lives one history against one server, and writes down what it said to each step. */
async function live(subject: Subject, history: readonly Step[], pass: (ms: number) => void) {
  const sids: string[] = [];
  const waiting: (() => Promise<unknown>)[] = [];
  const pairAt = (ago: number): Pair | undefined => (ago < 0 ? undefined : subject.pairs.at(-1 - ago));

  const named = (token: string) => {
    const { sid, gen } = subject.name(token);
    if (!sids.includes(sid)) sids.push(sid);
    return { session: sids.indexOf(sid), gen };
  };

  async function send(request: Sent, key: number) {
    const { response, cookie } = await subject.send(request, key);
    const answer = await response.json().catch(() => ({}));
    const given = response.ok && 'receipt' in answer;
    if (given) {
      if (cookie === undefined) throw new Error('A pair came without its cookie.');
      subject.pairs.push({ cookie, token: answer.access_token, receipt: answer.receipt });
    }
    return {
      status: response.ok ? 'ok' : response.status,
      code: answer.code,
      reason: answer.reason,
      pair: given ? named(answer.access_token) : null,
      cookie: given ? 'set' : cookie === request.cookie ? 'left' : 'cleared',
    };
  }

  /** As a client does: again with the nonce where one is asked for. */
  async function proved(request: Sent, key: number, ready?: string) {
    const first = await send({ ...request, proof: ready ?? (await subject.prove(key, request.path)) }, key);
    if (first.code !== 'use_dpop_nonce' || ready !== undefined) return [first];
    return [first, await send({ ...request, proof: await subject.prove(key, request.path) }, key)];
  }

  async function take(step: Step): Promise<unknown> {
    switch (step.do) {
      case 'sign-in': {
        const body = { username: step.person, password: 'correct horse battery' };
        return proved({ method: 'POST', path: '/auth/login', body }, step.key);
      }
      case 'refresh':
        return proved(refresh(step.cookie, step.receipt), step.key);
      case 'hold-refresh': {
        const request = refresh(step.cookie, step.receipt);
        const ready = await subject.prove(step.key, request.path);
        waiting.push(() => proved(request, step.key, ready));
        return 'held';
      }
      case 'release':
        return (await waiting.shift()?.()) ?? 'nothing';
      case 'use':
        return send({ method: 'GET', path: '/api/me', token: pairAt(step.token)?.token }, 0);
      case 'narrow': {
        const body = { scope: 'profile' };
        return send({ method: 'POST', path: '/auth/token', body, token: pairAt(step.token)?.token }, 0);
      }
      case 'sign-out': {
        const shown = { cookie: pairAt(step.cookie)?.cookie, token: pairAt(step.token)?.token };
        return proved({ method: 'POST', path: '/auth/logout', body: {}, ...shown }, step.key);
      }
      case 'end-others':
        return send({ method: 'DELETE', path: '/auth/sessions', token: pairAt(step.token)?.token }, 0);
      case 'pass':
        pass(step.seconds * 1000);
        return 'passed';
    }
  }

  function refresh(cookie: number, receipt: number): Sent {
    const shown = pairAt(receipt)?.receipt;
    return {
      method: 'POST',
      path: '/auth/refresh',
      cookie: pairAt(cookie)?.cookie,
      body: shown === undefined ? {} : { receipt: shown },
    };
  }

  const answers: unknown[] = [];
  const signedIn: Step = { do: 'sign-in', person: 'ada', key: 0 };
  for (const step of [signedIn, ...history]) answers.push([JSON.stringify(step), await take(step)]);
  return answers;
}

test('answers whatever is asked as the server does', { timeout: 60_000 + 100 * RUNS }, async () => {
  // Proofs carry the true time, which is none of this server's: what counts is the nonce.
  const start = Math.ceil(Date.now() / 60_000) * 60_000 + 86_400_000;
  let time = start;
  const app = await testApp({ LATCHKEY_RATE_LIMIT_SCALE: '10000' }, { clock: () => time as never });
  for (const person of PEOPLE) await (await app.client()).signedUp(person);

  await fc.assert(
    fc.asyncProperty(histories, async (history) => {
      const clock = new FakeClock(time);
      const saidByFake = await live(new Fake(clock), history, (ms) => clock.sleep(ms));
      const saidByReal = await live(await Real.create(app), history, (ms) => {
        time += ms;
      });
      expect(saidByFake).toEqual(saidByReal);
    }),
    { numRuns: RUNS },
  );
});

import { passkey, type RedirectWay, WayError } from 'latchkey-server';
import { type TestApp, type TestClient, testApp } from 'latchkey-server/testing';
import { beforeAll, describe, expect, test } from 'vitest';
import { notes } from './notes/module.ts';
import { site } from './site/module.ts';

const LENGTH = 100_000;
/** What a harmless input of this length may be exceeded by; something quadratic takes a thousand times as long. */
const FACTOR = 60;
/** The grain of the measurement, and a garbage collection. */
const GRAIN_MS = 150;

const filled = (unit: string, [start, end]: readonly [string, string] = ['', '']) =>
  start + unit.repeat(Math.floor((LENGTH - start.length - end.length) / unit.length)) + end;

/** Runs that an expression can begin anywhere in, and that end in what does not fit. */
const hostile: readonly (readonly [string, string])[] = [
  ['blanks', filled(' ', ['en', 'x'])],
  ['blanks before a semicolon', filled(' ;', ['en', 'x'])],
  ['tabs', filled('\t', ['x', 'x'])],
  ['commas', filled(',', ['x', 'x'])],
  ['semicolons', filled(';', ['x', 'x'])],
  ['equals signs', filled('rt=;', ['', 'x'])],
  ['beginnings of tokens', filled('eyJ')],
  ['dots', filled('a.', ['', '!'])],
  ['dashes', filled('a-', ['', '!'])],
  ['colons', filled(':', ['', '!'])],
  ['slashes', filled('//', ['http:', '!'])],
  ['percent signs', filled('%', ['1', '!'])],
  ['broken escapes', filled('%E4', ['', '!'])],
  ['digits', filled('1', ['', '!'])],
  ['zeros', filled('0', ['[', ':'])],
  ['a bearer', filled(' ', ['Bearer', '!'])],
  ['a bearer of letters', filled('a', ['Bearer ', ' !'])],
  ['quotes', filled('"')],
  ['question marks', filled('?a&', ['', '#'])],
  ['names of objects', filled('__proto__,', ['', ''])],
];

const headers = [
  'Accept-Language',
  'Accept',
  'Authorization',
  'Content-Type',
  'Cookie',
  'DPoP',
  'Forwarded',
  'Host',
  'Idempotency-Key',
  'Origin',
  'Sec-Fetch-Site',
  'User-Agent',
  'Referer',
  'X-Forwarded-For',
  'X-Forwarded-Prefix',
  'X-Request-Id',
  'Access-Control-Request-Method',
];

/** Nobody gets further than to it. */
const acme: RedirectWay = {
  kind: 'redirect',
  id: 'acme',
  name: 'Acme',
  ready: async () => {},
  leave: async ({ state }) => ({
    url: new URL(`https://acme.example/?state=${encodeURIComponent(state)}`),
    kept: {},
  }),
  arrive: async () => {
    throw new WayError('provider-answer-refused', 'It does not hold.');
  },
};

const service = { name: 'orders', secret: 's'.repeat(32) };

/** In JSON, where the body's limit keeps it from being longer. */
const BODY = 30_000;

describe(`what a client sends is looked at in linear time (${LENGTH / 1000} kB)`, () => {
  let app: TestApp;
  let client: TestClient;
  let token: string;
  let solved: unknown;
  let flow: string;
  let flowCookie: string;

  beforeAll(async () => {
    app = await testApp(
      {
        LATCHKEY_TRUSTED_PROXY: '192.0.2.0/24',
        LATCHKEY_RATE_LIMIT_SCALE: '10000',
        LATCHKEY_INTROSPECTION_CLIENTS: `${service.name}:${service.secret}`,
      },
      {
        modules: [notes, site({ extensionFolder: null })],
        signIn: [{ kind: 'password', id: 'password' }, acme, passkey()],
      },
    );
    client = await app.client();
    token = (await client.signedUp('ada')).access_token;
    solved = await client.solved();
    const begun = await client.callWithProof('/auth/flows', { json: {} });
    flow = ((await begun.json()) as { id: string }).id;
    flowCookie = begun.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  });

  async function fastest(work: () => unknown): Promise<number> {
    let best = Number.POSITIVE_INFINITY;
    for (let run = 0; run < 3 && best > 1; run += 1) {
      // Of the processor and not of the clock: others may have the machine meanwhile.
      const began = process.threadCpuUsage();
      await work();
      const { user, system } = process.threadCpuUsage(began);
      best = Math.min(best, (user + system) / 1000);
    }
    return best;
  }

  /** The names of those that took too long, with their milliseconds. */
  async function slow(work: (input: string) => unknown, shorten = (input: string) => input) {
    const baseline = await fastest(() => work(shorten(filled('x'))));
    const found: string[] = [];
    for (const [name, input] of hostile) {
      const took = await fastest(() => work(shorten(input)));
      if (took > GRAIN_MS + FACTOR * baseline) found.push(`${name}: ${Math.round(took)} ms, not ${baseline}`);
    }
    return found;
  }

  test.each(headers)('in %s', async (header) => {
    const asked = [
      '/',
      '/docs',
      '/api/me',
      '/api/notes',
      '/auth/challenge',
      '/auth/ways',
      `/sign-in/${flow}`,
      `/sign-in/callback/acme?state=${flow}.x`,
    ];
    const routes = [
      ...asked.map((path) => ({ path, method: 'GET', json: undefined })),
      { path: '/auth/refresh', method: 'POST', json: {} },
      { path: '/auth/logout', method: 'POST', json: {} },
      { path: '/auth/flows', method: 'POST', json: {} },
      { path: `/auth/flows/${flow}/claim`, method: 'POST', json: {} },
      { path: `/sign-in/${flow}/approve`, method: 'POST', json: {} },
      { path: '/api/notes', method: 'POST', json: { url: 'https://example.org/', text: 'x' } },
    ];
    for (const { path, method, json } of routes) {
      const send = (value: string) =>
        client.call(path, {
          method,
          json,
          ...(header !== 'Authorization' && { token }),
          headers: { [header]: value },
        });
      expect({ path, slow: await slow(send) }).toEqual({ path, slow: [] });
    }
  });

  test('in a path and in a query', async () => {
    const inUrl = (input: string) => input.replaceAll(/[ \t#"]/g, '+');
    const befores = [
      '/',
      '/api/notes/',
      '/auth/sessions/',
      '/try/',
      '/api/notes?url=',
      '/api/notes?',
      '/sign-in/',
      `/sign-in/${flow}/with/`,
      '/sign-in/callback/',
      '/sign-in/callback/acme?state=',
      `/sign-in/callback/acme?state=${flow}.`,
      '/sign-in/callback/acme?',
    ];
    for (const before of befores) {
      const headers = { Cookie: flowCookie };
      const send = (value: string) => client.call(before + value, { method: 'GET', token, headers });
      expect({ before, slow: await slow(send, inUrl) }).toEqual({ before, slow: [] });
    }
    const segments = (unit: string) => (value: string) =>
      client.call(`/api${unit.repeat(value.length / unit.length)}`, { method: 'GET', token });
    for (const unit of ['/a', '//', '/.', '/%2e', '/:id', '/*']) {
      expect({ unit, slow: await slow(segments(unit)) }).toEqual({ unit, slow: [] });
    }
  });

  test('in each member of a body', async () => {
    const short = (input: string) => input.slice(0, BODY - 1) + input.slice(-1);
    const bodies: readonly (readonly [string, string, (value: string) => object])[] = [
      ['POST', '/auth/login', (value) => ({ username: value, password: 'x', challenge: solved })],
      ['POST', '/auth/login', (value) => ({ username: 'ada', password: value, challenge: solved })],
      [
        'POST',
        '/auth/login',
        (value) => ({ username: 'ada', password: 'x', challenge: solved, label: value }),
      ],
      ['POST', '/auth/register', (value) => ({ username: value, password: value, challenge: solved })],
      ['POST', '/auth/refresh', (value) => ({ receipt: value })],
      ['POST', '/auth/flows', (value) => ({ way: value })],
      ['POST', '/auth/flows', (value) => ({ label: value })],
      ['POST', '/auth/token', (value) => ({ scope: value })],
      ['POST', '/auth/password', (value) => ({ current: value, next: value })],
      ['DELETE', '/auth/account', (value) => ({ password: value })],
      ['POST', '/api/notes', (value) => ({ url: value, text: 'x' })],
      ['POST', '/api/notes', (value) => ({ url: `https://example.org/${value}`, text: 'x' })],
      ['POST', '/api/notes', (value) => ({ url: 'https://example.org/', text: value })],
      ['POST', '/auth/refresh', (value) => ({ [value]: value })],
    ];
    for (const [method, path, body] of bodies) {
      const send = (value: string) => client.call(path, { method, token, json: body(value) });
      expect({ path, body: Object.keys(body('')), slow: await slow(send, short) }).toMatchObject({
        slow: [],
      });
    }
  });

  test('in a form', async () => {
    const types = ['application/x-www-form-urlencoded', 'multipart/form-data; boundary=a-', 'text/plain'];
    const basic = Buffer.from(`${service.name}:${service.secret}`).toString('base64');
    const ofPage = { Cookie: flowCookie, Origin: app.config.publicUrl };
    const forms: readonly (readonly [string, Record<string, string>])[] = [
      [`/sign-in/${flow}/approve`, ofPage],
      [`/sign-in/${flow}/with/passkey`, ofPage],
      ['/auth/introspect', { Authorization: `Basic ${basic}` }],
    ];
    for (const [path, headers] of forms) {
      for (const type of types) {
        for (const before of ['', 'ticket=', 'credential=', 'token=', '--a-\r\n']) {
          const send = (value: string) =>
            app.request(path, {
              method: 'POST',
              body: before + value,
              headers: { 'Content-Type': type, ...headers },
            });
          expect({ path, type, before, slow: await slow(send) }).toEqual({ path, type, before, slow: [] });
        }
      }
    }
  });

  test('in the credentials of a service', async () => {
    for (const scheme of ['', 'Basic ', 'basic', 'Bearer ']) {
      const send = (value: string) =>
        app.request('/auth/introspect', {
          method: 'POST',
          body: 'token=x',
          headers: { 'Content-Type': 'application/x-www-form-urlencoded', Authorization: scheme + value },
        });
      expect({ scheme, slow: await slow(send) }).toEqual({ scheme, slow: [] });
    }
  });
});

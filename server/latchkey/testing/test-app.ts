import { Writable } from 'node:stream';
import type { Hono } from 'hono';
import type { Authenticate } from '../accounts/identity.ts';
import type { LoadUser } from '../accounts/owners.ts';
import { createApp } from '../app.ts';
import { type Environment, loadConfig } from '../config/load-config.ts';
import type { Config } from '../config/settings.ts';
import { createRandomSource } from '../crypto/random-source.ts';
import { configuredWays } from '../flows/configured-ways.ts';
import type { SignInWay } from '../flows/way.ts';
import type { ServerEnv } from '../http/request/request-id.ts';
import type { ServerModule } from '../http/server-module.ts';
import { createLog } from '../observability/log.ts';
import { createMetrics } from '../observability/metrics.ts';
import { createObserver } from '../observability/observer.ts';
import { createServices, type Services } from '../services.ts';
import type { OpenStorage } from '../storage/driver.ts';
import { openStorage } from '../storage/open.ts';
import { type Clock, systemClock } from '../time/time.ts';
import type { KeySet } from '../tokens/key-set.ts';
import { newKeySet } from '../tokens/new-keys.ts';
import { createSigningKeys } from '../tokens/signing-keys.ts';
import { TestClient } from './test-client.ts';

export interface TestApp {
  readonly config: Config;
  readonly services: Services;
  readonly storage: OpenStorage;
  /** What an app of somebody's own mounts. */
  readonly routes: Hono<ServerEnv>;
  request(path: string, init?: RequestInit, from?: { readonly address: string }): Promise<Response>;
  /** For a socket of one's own. */
  readonly fetch: Hono<ServerEnv>['fetch'];
  /** Every route that is offered, `GET /auth/sessions` for one. */
  readonly offered: readonly string[];
  /** A new device of a person. */
  client(): Promise<TestClient>;
  /** Every line that was logged so far. */
  log(): string;
  /** The value of one figure in /metrics; 0 when it is not there. */
  figure(name: string): Promise<number>;
}

export interface TestAppOptions {
  readonly modules?: readonly ServerModule<string>[];
  readonly clock?: Clock;
  /** Whether what that clock says may be final; always, unless said. */
  readonly clockTrusted?: () => boolean;
  /** Who is signing in, in place of the accounts. */
  readonly authenticate?: Authenticate;
  readonly loadUser?: LoadUser;
  /** Declared beside the library's own and the modules'. */
  readonly scopes?: readonly string[];
  readonly keySet?: KeySet;
  /** What the environment names, unless said. */
  readonly signIn?: readonly SignInWay[];
}

const defaults: Environment = {
  LATCHKEY_STORAGE: 'memory:',
  LATCHKEY_CHALLENGE_COST: '1',
  LATCHKEY_RATE_LIMIT_SCALE: '100',
};

/** The least that Argon2id takes: tests sign in a thousand times, and production's cost is accounts.test.ts's matter. */
const passwordCost = { memory: 8, passes: 1, parallelism: 1 };

/** The whole application as production builds it, on an empty storage, without a socket. */
export async function testApp(
  environment: Environment = {},
  {
    modules = [],
    clock = systemClock,
    clockTrusted = () => true,
    authenticate,
    loadUser,
    scopes = [],
    signIn,
    keySet = newKeySet(clock()),
  }: TestAppOptions = {},
): Promise<TestApp> {
  const config = loadConfig({ ...defaults, ...environment });
  const storage = await openStorage(config.storage, { clock, monotonic: () => performance.now() });
  const keys = createSigningKeys(keySet);
  const random = createRandomSource();
  const services = createServices({
    config,
    storage,
    keys,
    clock,
    clockTrusted,
    random,
    modules,
    scopes,
    loadUser,
    passwordCost,
  });
  let logged = '';
  const destination = new Writable({
    write(chunk, _encoding, done) {
      logged += String(chunk);
      done();
    },
  });
  const log = createLog(config.logLevel, destination);
  const metrics = createMetrics({ ofProcess: false });
  const userIdOf = async (username: string) => (await services.accounts.find(username))?.id ?? null;
  const observer = createObserver({ log, metrics, userIdOf, ping: () => storage.store.ping() });
  const { app, routes } = createApp({
    config,
    services,
    log,
    metrics,
    observer,
    modules,
    authenticate,
    signIn: signIn ?? configuredWays(config, authenticate ? 'elsewhere' : 'here'),
  });

  const request: TestApp['request'] = async (path, init = {}, from = { address: '192.0.2.1' }) =>
    app.request(path, init, { incoming: { socket: { remoteAddress: from.address } } });
  return {
    config,
    services,
    storage,
    offered: [...new Set(app.routes.map(({ method, path }) => `${method} ${path}`))],
    routes,
    request,
    fetch: app.fetch,
    client: () => TestClient.create(config.publicUrl, request),
    log: () => logged,
    async figure(name) {
      const line = (await metrics.registry.metrics()).split('\n').find((text) => text.startsWith(`${name} `));
      return Number(line?.split(' ').at(-1) ?? 0);
    },
  };
}

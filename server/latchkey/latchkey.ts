import type { ErrorHandler, Hono } from 'hono';
import type { Registry } from 'prom-client';
import { type AppAuthenticate, authenticateBy } from './accounts/identity.ts';
import type { LoadUser } from './accounts/owners.ts';
import { canHashPasswords } from './accounts/password-hash.ts';
import { createApp } from './app.ts';
import { configFrom, type GivenSettings } from './config/given-settings.ts';
import type { Config } from './config/settings.ts';
import { StartError } from './errors/start-error.ts';
import { configuredWays } from './flows/configured-ways.ts';
import { checkWays, type SignInWay } from './flows/way.ts';
import type { Idempotency } from './http/middleware/idempotency.ts';
import type { RequireAccess } from './http/middleware/require-access.ts';
import type { ApiDocument } from './http/openapi/document.ts';
import type { ServerEnv } from './http/request/request-id.ts';
import { problemHandler } from './http/response/problem-response.ts';
import type { ServerModule } from './http/server-module.ts';
import type { OnEvent } from './observability/audit.ts';
import { type AppLog, createLog, destinationOf, type Log } from './observability/log.ts';
import { createMetrics } from './observability/metrics.ts';
import { createObserver } from './observability/observer.ts';
import { openServices } from './services.ts';
import { createUsersSessions, type UsersSessions } from './session/users-sessions.ts';
import type { OpenOwnStorage } from './storage/driver.ts';
import { startSweeping } from './storage/sweeping.ts';

const SWEEP_MS = 60_000;

/** `M`: the modules, and `S`: the scopes that routes of one's own ask for. */
export interface LatchkeyOptions<
  M extends readonly ServerModule<string>[] = readonly [],
  S extends string = never,
> {
  /** Routes beside the library's own, with their scopes. */
  readonly modules?: M;
  /** What access tokens may be good for beside the library's own scopes and the modules'. */
  readonly scopes?: readonly S[];
  /** Who is signing in, in place of the accounts with passwords that are kept here. */
  readonly authenticate?: AppAuthenticate;
  /** Whether a user may still be signed in, called what and with what rights: asked at each refresh. */
  readonly loadUser?: LoadUser;
  /** Whom access tokens are for beside this server: the `aud` that another service of yours checks for. */
  readonly audiences?: readonly string[];
  /** Is told of what happens: sign-ins, ends, refusals, stolen tokens. Each is an audit line as well. */
  readonly onEvent?: OnEvent;
  /** Where the lines go that are on standard output else, as `LATCHKEY_LOG_LEVEL` says which. */
  readonly logger?: AppLog;
  /** In place of the one that `LATCHKEY_STORAGE` names: a database of your own (`latchkey-server/storage`). */
  readonly storage?: OpenOwnStorage;
  /** prom-client's, for the figures in it; without one `latchkey.app` has its own, with those of the process. */
  readonly registry?: Registry;
  /**
   * How people sign in, in the order in which it is offered: `password()` in the popup, the others on a page in a
   * tab. By `password()` and what the environment names where nothing is said.
   */
  readonly signIn?: readonly SignInWay[];
}

/** The scopes that modules declare. */
type ScopesOf<M extends readonly ServerModule<string>[]> = NonNullable<M[number]['scopes']>[number];

/** Everything but the socket. `S`: the scopes that modules and options have declared. */
export interface Latchkey<S extends string = never> {
  /** What sessions are made, kept and ended by, for `app.route('/', latchkey.routes)` in a Hono app of your own. */
  readonly routes: Hono<ServerEnv>;
  /** The same as a server of its own, with `/api/me`, health, figures, the API document and the modules' routes. */
  readonly app: Hono<ServerEnv>;
  /** The guard for routes of your own: `c.var.access` tells who is calling. */
  readonly requireAccess: RequireAccess<S>;
  /**
   * For writing routes of your own, behind the guard and the body's validation: a resend with the same
   * `Idempotency-Key` gets the first answer.
   */
  readonly idempotency: Idempotency;
  /** Resolves while the storage takes writes, for a health check of your own. @throws {Problem} `storage_unavailable` */
  ready(): Promise<void>;
  /** OpenAPI 3.1, of `app` and so of `routes` as well. */
  apiDocument(): Promise<ApiDocument>;
  /** Ends sessions and lists them, for routes and jobs of your own. */
  readonly sessions: UsersSessions;
  /**
   * For `app.onError`, where every failure is to be a problem document, counted and logged as ours are. Without it a Hono
   * app answers what the guard throws as well.
   */
  readonly onError: ErrorHandler;
  /** Where the library's own lines go. */
  readonly log: Log;
  /** Says from now on by `/readyz` that it is not to be sent requests any more; to be called when a stop begins. */
  drain(): void;
  /** Closes the storage; to be called when no request is in flight any more. */
  close(): Promise<void>;
}

/**
 * Opens everything but the socket: storage -> keys -> services -> app.
 * @param given settings, all of them or those that are not in the environment
 * @throws {StartError} in one line that says what to change
 * @example
 * const latchkey = await openLatchkey({ publicUrl: 'https://api.example.com' });
 * app.use('/api/*', latchkey.requireAccess());
 * app.get('/api/orders', (c) => c.json(ordersOf(c.var.access.userId)));
 * app.route('/', latchkey.routes);
 */
export async function openLatchkey<
  const M extends readonly ServerModule<string>[] = readonly [],
  const S extends string = never,
>(
  given: Config | GivenSettings = {},
  options: LatchkeyOptions<M, S> = {},
): Promise<Latchkey<ScopesOf<M> | S>> {
  const config = configFrom(given, process.env);
  const {
    modules = [],
    scopes = [],
    authenticate,
    loadUser,
    audiences,
    storage,
    onEvent,
    logger,
    registry,
    signIn = configuredWays(config, authenticate ? 'elsewhere' : 'here'),
  } = options;
  await checkWays(signIn, config.publicUrl);
  if (authenticate === undefined && signIn.some(({ kind }) => kind === 'password')) requirePasswordHash();
  if (authenticate && signIn.some(({ kind }) => kind === 'passkey')) {
    throw new StartError(
      'passkey() needs the accounts that are kept here, and authenticate keeps them elsewhere',
    );
  }
  const log = createLog(config.logLevel, logger && destinationOf(logger));
  const opened = await openServices(config, { modules, scopes, loadUser, audiences, storage, log });
  const { services } = opened;
  const metrics = createMetrics(registry ? { ofProcess: false, registry } : { ofProcess: true });
  const userIdOf = async (username: string) => (await services.accounts.find(username))?.id ?? null;
  const observer = createObserver({ log, metrics, userIdOf, onEvent, ping: services.store.ping });
  let stopping = false;
  const { app, routes, apiDocument } = createApp({
    config,
    services,
    log,
    metrics,
    observer,
    modules,
    authenticate: authenticate && authenticateBy(authenticate),
    signIn,
    isStopping: () => stopping,
  });
  const { store, clock, clockTrusted } = services;
  const stopSweeping = startSweeping({ store, clock, clockTrusted, log, everyMs: SWEEP_MS });

  return {
    routes,
    app,
    requireAccess: services.requireAccess,
    idempotency: services.idempotency,
    ready: () => services.store.ping(),
    apiDocument,
    sessions: createUsersSessions(services.sessions, observer),
    onError: problemHandler(observer.failed),
    log,
    drain() {
      stopping = true;
    },
    async close() {
      stopSweeping();
      await opened.close();
    },
  };
}

/** @throws {StartError} */
function requirePasswordHash(): void {
  if (canHashPasswords()) return;
  throw new StartError(
    'Passwords can not be hashed by this runtime: Node 24.7 or newer has Argon2. Run that, or pass authenticate or signIn without password().',
  );
}

import { createAccountWays } from './accounts/account-ways.ts';
import { createAccounts } from './accounts/accounts.ts';
import { createOwners, type LoadUser } from './accounts/owners.ts';
import type { PasswordCost } from './accounts/password-hash.ts';
import { createRemoveAccount } from './accounts/remove-account.ts';
import { createChallenges } from './challenge/challenges.ts';
import type { Config } from './config/settings.ts';
import { createRandomSource } from './crypto/random-source.ts';
import { createNonces } from './dpop/nonce.ts';
import { createLocalReplayMemory, createSharedReplayMemory } from './dpop/replay.ts';
import { createProofs } from './dpop/verify-proof.ts';
import { createFlows } from './flows/flows.ts';
import { createFlowCookie } from './http/flow-cookie.ts';
import { createLivingSessions } from './http/living-sessions.ts';
import { forgetCalls, idempotency } from './http/middleware/idempotency.ts';
import { createAccessGuard } from './http/middleware/require-access.ts';
import { createClientAddress } from './http/request/client-address.ts';
import { isFromThisMachine } from './http/request/private-network.ts';
import { createPublicPaths } from './http/request/public-path.ts';
import { createRefreshCookie } from './http/response/refresh-cookie.ts';
import { createTokenResponder } from './http/response/token-pair.ts';
import type { ServerModule } from './http/server-module.ts';
import type { Log } from './observability/log.ts';
import { createKnownDevices } from './rate-limits/known-devices.ts';
import { createRateLimits } from './rate-limits/limits.ts';
import { type ClockTrust, openClockTrust } from './session/clock-trust.ts';
import type { UserId } from './session/record.ts';
import { createSessionCache } from './session/session-cache.ts';
import { createSessions } from './session/sessions.ts';
import type { OpenOptions, OpenOwnStorage, OpenStorage } from './storage/driver.ts';
import { openStorage } from './storage/open.ts';
import { type Clock, systemClock } from './time/time.ts';
import { createAccessTokens } from './tokens/access-token.ts';
import { maxLifetimes } from './tokens/key-set.ts';
import { openKeys } from './tokens/open-keys.ts';
import { createRefreshTokens } from './tokens/refresh-token.ts';
import { createScopes } from './tokens/scope.ts';
import type { SigningKeys } from './tokens/signing-keys.ts';
import { createVerifiedTokens } from './tokens/verified-tokens.ts';

export interface StoredServicesDeps {
  readonly config: Config;
  readonly storage: OpenStorage;
  readonly clock: Clock;
  /** Base64url of this many random bytes. */
  readonly random: (bytes: number) => string;
  readonly modules: readonly ServerModule<string>[];
  readonly clockTrusted: ClockTrust;
  /** For tests, which sign in more often than a person; the default is what production has. */
  readonly passwordCost?: PasswordCost;
}

export type StoredServices = ReturnType<typeof createStoredServices>;

/** What the storage alone is enough for: all that the operator's commands need while a server runs beside them. */
export function createStoredServices(deps: StoredServicesDeps) {
  const { config, storage, clock, random, modules, clockTrusted, passwordCost } = deps;
  const { store, invalidation } = storage;
  const sessionCache = createSessionCache(store, invalidation);
  const lifetimes = { idleMs: config.idleTtl, absoluteMs: config.sessionTtl };
  const sessions = createSessions({ store, sessionCache, clock, random, lifetimes, clockTrusted });
  const accounts = createAccounts({ store, clock, random, passwordCost });
  const accountWays = createAccountWays({ store, clock, accounts, random });
  const onAccountRemoved = async (userId: UserId) => {
    await accountWays.removeAll(userId);
    for (const module of modules) await module.onAccountRemoved?.(userId, { store, clock, random });
    await forgetCalls(store, userId);
  };
  return {
    store,
    clock,
    clockTrusted,
    random,
    sessionCache,
    sessions,
    accounts,
    accountWays,
    removeAccount: createRemoveAccount({ accounts, sessions, onAccountRemoved }),
  };
}

export interface ServicesDeps extends StoredServicesDeps {
  readonly keys: SigningKeys;
  /** What access tokens may be good for, beside the library's own scopes and the modules'. */
  readonly scopes: readonly string[];
  /** What is true of a user now, where somebody else keeps the users. */
  readonly loadUser?: LoadUser | undefined;
  /** Whom access tokens are for beside this server. */
  readonly audiences?: readonly string[] | undefined;
}

export type Services = ReturnType<typeof createServices>;

/**
 * Everything between the storage and the routes, built once and connected: by a server, by the tests' and by whoever
 * fills a storage for a measurement.
 * @throws {StartError} for a scope that no token can carry
 */
export function createServices({ keys, scopes: declared, loadUser, audiences, ...deps }: ServicesDeps) {
  const { config, storage, clock, random, modules } = deps;
  const stored = createStoredServices(deps);
  const { store, sessionCache, sessions } = stored;
  const issuer = config.publicUrl;

  const scopes = createScopes([...modules.flatMap((module) => module.scopes ?? []), ...declared]);
  const accessTokens = createAccessTokens({
    keys,
    issuer,
    audiences,
    clock,
    random,
    ttlMs: config.accessTtl,
    scopes,
  });
  const refreshTokens = createRefreshTokens({ keys, issuer, clock });
  const verified = createVerifiedTokens(accessTokens, clock);
  const livingSessions = createLivingSessions({ sessionCache, sessions, clock });
  const publicPaths = createPublicPaths(issuer);
  const cookie = createRefreshCookie(issuer, publicPaths);

  const shared = isShared(storage);
  const replays = shared ? createSharedReplayMemory(store, clock) : createLocalReplayMemory(clock);
  // A nonce from before a restart must not outlive the memory of the proofs it was used in.
  const noncePurpose = shared ? 'nonce' : `nonce ${random(16)}`;
  const proofs = createProofs({
    origin: new URL(issuer).origin,
    clock,
    nonces: createNonces(() => keys.secret(noncePurpose)),
    replays,
  });

  const rateLimits = createRateLimits({
    backend: storage,
    known: createKnownDevices(store, clock),
    scale: config.rateLimitScale,
  });

  return {
    ...stored,
    keys,
    scopes,
    owners: createOwners({ loadUser, scopes }),
    accessTokens,
    refreshTokens,
    publicPaths,
    cookie,
    proofs,
    flows: createFlows({ store, clock, random }),
    flowCookie: createFlowCookie(issuer, publicPaths),
    challenges: createChallenges({
      store,
      clock,
      secret: () => keys.secret('challenge'),
      cost: config.challengeCost,
    }),
    rateLimits,
    verified,
    livingSessions,
    requireAccess: createAccessGuard({ verified, livingSessions }),
    idempotency: idempotency({ store, clock, random }),
    respondWithTokens: createTokenResponder({ accessTokens, refreshTokens, cookie, clock, scopes }),
    clientAddress: createClientAddress(config.trustedProxy),
    isFromThisMachine,
  };
}

function isShared(storage: OpenStorage): boolean {
  switch (storage.type) {
    case 'own':
      return storage.shared;
    case 'redis':
    case 'postgres':
      return true;
    default:
      return false;
  }
}

async function openOwnStorage(open: OpenOwnStorage, options: OpenOptions): Promise<OpenStorage> {
  return { type: 'own', doubts: [], ...(await open(options)) };
}

export interface OpenServicesOptions {
  readonly modules?: readonly ServerModule<string>[];
  readonly scopes?: readonly string[];
  readonly loadUser?: LoadUser | undefined;
  readonly audiences?: readonly string[] | undefined;
  /** In place of the one that the configuration names. */
  readonly storage?: OpenOwnStorage | undefined;
  readonly log: Log;
}

export interface OpenServices {
  readonly services: Services;
  close(): Promise<void>;
}

/**
 * storage -> keys -> services, for whoever needs no routes.
 * @throws {StartError} in one line that says what to change
 * @example
 * const { services, close } = await openServices(loadConfig(process.env), { log });
 * await services.sessions.endAll(userId, 'admin');
 * await close();
 */
export async function openServices(
  config: Config,
  { modules = [], scopes = [], loadUser, audiences, storage: openOwn, log }: OpenServicesOptions,
): Promise<OpenServices> {
  const clock = systemClock;
  const options = { clock, monotonic: () => performance.now() };
  const storage = await (openOwn ? openOwnStorage(openOwn, options) : openStorage(config.storage, options));
  for (const doubt of storage.doubts) log.warn(doubt);
  try {
    return await connect();
  } catch (cause) {
    await storage.store.close();
    throw cause;
  }

  async function connect(): Promise<OpenServices> {
    const { keys, close } = await openKeys({
      given: config.signingKeys,
      folder: config.dataFolder,
      store: storage.store,
      clock,
      longest: maxLifetimes(config.sessionTtl),
      onRefused: (cause) => log.error({ err: cause }, 'the rotated keys were not taken over'),
    });
    const random = createRandomSource();
    const clockTrusted = await openClockTrust({ store: storage.store, clock, log });
    return {
      services: createServices({
        config,
        storage,
        keys,
        clock,
        clockTrusted,
        random,
        modules,
        scopes,
        loadUser,
        audiences,
      }),
      async close() {
        close();
        await storage.store.close();
      },
    };
  }
}

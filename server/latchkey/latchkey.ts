import type { ErrorHandler } from 'hono';
import type { Identify } from './accounts/identity.ts';
import { createApp } from './app.ts';
import type { Config } from './config/settings.ts';
import { randomSource } from './crypto/random-source.ts';
import { idempotency } from './http/middleware/idempotency.ts';
import type { RequireAccess } from './http/middleware/require-access.ts';
import { problemHandler } from './http/response/problem-response.ts';
import { failures } from './observability/failures.ts';
import { createLog } from './observability/log.ts';
import { createMetrics } from './observability/metrics.ts';
import { createParts } from './services.ts';
import { openStorage } from './storage/open.ts';
import { doubtfulSettings } from './storage/redis/settings.ts';
import { systemClock } from './time/time.ts';
import { longestLives } from './tokens/max-lifetimes.ts';
import { openKeys } from './tokens/open-keys.ts';

const SWEEP_MS = 60_000;

export interface LatchkeyOptions {
  /** Absolute path of the unpacked extension, where there is one on this machine. */
  readonly extensionFolder?: string | null;
  /** Who is signing in, in place of the accounts with passwords that are kept here. */
  readonly identify?: Identify;
}

/** Everything but the socket. */
export interface Latchkey {
  /** All routes; a Hono app of your own mounts it with `app.route('/', latchkey.app)`. */
  readonly app: ReturnType<typeof createApp>;
  /** The guard for routes of your own: `c.var.access` tells who is calling. */
  readonly requireAccess: RequireAccess;
  /**
   * For writing routes of your own, behind the guard and the body's validation: a resend with the same
   * `Idempotency-Key` gets the first answer.
   */
  readonly idempotency: ReturnType<typeof idempotency>;
  /** Answers what the guard throws; for `app.onError`. */
  readonly onError: ErrorHandler;
  /** Closes the storage; to be called when no request is in flight any more. */
  close(): Promise<void>;
}

/** config -> storage -> keys -> app. @throws {StartError} in one line that says what to change */
export async function openLatchkey(config: Config, options: LatchkeyOptions = {}): Promise<Latchkey> {
  const clock = systemClock;
  const log = createLog(config.logLevel);
  const storage = await openStorage(config.storage, { clock, monotonic: () => performance.now() });
  if (storage.kind === 'redis') for (const doubt of await doubtfulSettings(storage.redis)) log.warn(doubt);
  const opened = await openKeys({
    given: config.signingKeys,
    folder: config.dataFolder,
    store: storage.store,
    clock,
    longest: longestLives(config.sessionTtl),
    onRefused: (cause) => log.error({ err: cause }, 'the rotated keys were not taken over'),
  });
  const parts = createParts({ config, storage, keys: opened.keys, clock, random: randomSource() });
  const metrics = createMetrics({ ofProcess: true });
  const app = createApp({ config, parts, log, metrics, ...options });
  const sweeping = setInterval(() => {
    storage.store.sweep(clock()).catch((cause) => log.error({ err: cause }, 'the sweep failed'));
  }, SWEEP_MS);

  return {
    app,
    requireAccess: parts.requireAccess,
    idempotency: idempotency(parts),
    onError: problemHandler(failures(metrics, log)),
    async close() {
      clearInterval(sweeping);
      opened.close();
      await storage.store.close();
    },
  };
}

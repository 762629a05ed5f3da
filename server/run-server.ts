import { createApp } from './app.ts';
import type { Config } from './config/settings.ts';
import { serve } from './http/serve.ts';
import { createLog } from './observability/log.ts';
import { createMetrics } from './observability/metrics.ts';
import { createParts } from './parts.ts';
import { randomSource } from './secrets/random-source.ts';
import { openStorage } from './storage/open.ts';
import { systemClock } from './time/time.ts';
import { openKeys } from './tokens/open-keys.ts';

const SWEEP_MS = 60_000;
/** What is in flight at a stop has this long to end. */
const STOP_MS = 5_000;

export interface RunningServer {
  stop(): Promise<void>;
}

/** config -> storage -> keys -> app -> listen. @throws {StartError} in one line that says what to change */
export async function runServer(
  config: Config,
  extensionFolder: string | null = null,
): Promise<RunningServer> {
  const clock = systemClock;
  const log = createLog(config.logLevel);
  const storage = await openStorage(config.storage, { clock, monotonic: () => performance.now() });
  const opened = await openKeys({
    given: config.signingKeys,
    folder: config.dataFolder,
    store: storage.store,
    clock,
    onRefused: (cause) => log.error({ err: cause }, 'the rotated keys were not taken over'),
  });
  const parts = createParts({ config, storage, keys: opened.keys, clock, random: randomSource() });
  const app = createApp({ config, parts, log, metrics: createMetrics({ ofProcess: true }), extensionFolder });
  const listening = await serve({ fetch: app.fetch, host: config.host, port: config.port });
  const sweeping = setInterval(() => {
    storage.store.sweep(clock()).catch((cause) => log.error({ err: cause }, 'the sweep failed'));
  }, SWEEP_MS);

  return {
    async stop() {
      clearInterval(sweeping);
      await listening.stop(STOP_MS);
      opened.close();
      await storage.store.close();
    },
  };
}

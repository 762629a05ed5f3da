import { type Config, type Latchkey, loadConfig, openLatchkey, StartError, serve } from 'latchkey-server';
import { notes } from './notes/module.ts';
import { site } from './site/module.ts';

/** What is in flight at a stop has this long to end. */
const STOP_MS = 5_000;

export interface RunningServer {
  /** What is listened on, as in `127.0.0.1:8787`. */
  readonly addresses: readonly string[];
  readonly log: Latchkey['log'];
  stop(): Promise<void>;
}

/**
 * The sample server: config -> Latchkey with its modules -> listening.
 * @param extensionFolder absolute path of the unpacked extension, where there is one on this machine
 * @throws {StartError} in one line that says what to change
 */
export async function runServer(
  config: Config,
  extensionFolder: string | null = null,
): Promise<RunningServer> {
  const latchkey = await openLatchkey(config, { modules: [notes, site({ extensionFolder })] });
  const { host, port } = config;
  const listening = await serve({ fetch: latchkey.app.fetch, host, port }).catch(async (cause) => {
    await latchkey.close();
    throw cause;
  });
  return {
    addresses: listening.addresses,
    log: latchkey.log,
    async stop() {
      latchkey.drain();
      await listening.stop(STOP_MS);
      await latchkey.close();
    },
  };
}

/** Ends a command that can not go on: what an operator can act on as a plain line, a fault of ours with its stack. */
export function sayWhy(error: unknown): void {
  console.error(error instanceof StartError ? error.message : error);
  process.exitCode = 1;
}

/** The server alone, until it is told to stop. */
async function main(): Promise<void> {
  const config = loadConfig(process.env);
  const server = await runServer(config);
  server.log.info({ addresses: server.addresses, url: config.publicUrl }, 'listening');
  const stop = (signal: string) => {
    server.log.info({ signal }, 'stopping');
    void server.stop().then(() => process.exit());
  };
  process.once('SIGTERM', stop).once('SIGINT', stop);
}

if (import.meta.main) {
  await main().catch((error) => {
    sayWhy(error);
    // Whatever is still open must not keep a server alive that listens nowhere: a supervisor has to see it end.
    process.exit();
  });
}

import { type Config, loadConfig, openLatchkey, StartError, serve } from 'latchkey-server';
import { notes } from './notes/module.ts';
import { site } from './site/module.ts';

/** What is in flight at a stop has this long to end. */
const STOP_MS = 5_000;

export interface RunningServer {
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
  const listening = await serve({ fetch: latchkey.app.fetch, host: config.host, port: config.port });
  return {
    async stop() {
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
  const server = await runServer(loadConfig(process.env));
  const stop = () => void server.stop().then(() => process.exit());
  process.once('SIGTERM', stop).once('SIGINT', stop);
}

if (import.meta.main) await main().catch(sayWhy);

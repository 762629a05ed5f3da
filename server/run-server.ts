import { type Config, openLatchkey, serve } from 'latchkey-server';

/** What is in flight at a stop has this long to end. */
const STOP_MS = 5_000;

export interface RunningServer {
  stop(): Promise<void>;
}

/** Opens and listens. @throws {StartError} in one line that says what to change */
export async function runServer(
  config: Config,
  extensionFolder: string | null = null,
): Promise<RunningServer> {
  const latchkey = await openLatchkey(config, { extensionFolder });
  const listening = await serve({ fetch: latchkey.app.fetch, host: config.host, port: config.port });
  return {
    async stop() {
      await listening.stop(STOP_MS);
      await latchkey.close();
    },
  };
}

import { loadConfig } from 'latchkey-server';
import { runServer } from './run-server.ts';
import { sayWhy } from './say-why.ts';

/** The server alone, until it is told to stop. */
async function main(): Promise<void> {
  const server = await runServer(loadConfig(process.env));
  const stop = () => void server.stop().then(() => process.exit());
  process.once('SIGTERM', stop).once('SIGINT', stop);
}

await main().catch(sayWhy);

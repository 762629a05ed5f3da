import { once } from 'node:events';
import { join } from 'node:path';
import { buildExtension } from '../../extension/unpacked/build.ts';
import { repositoryRoot } from '../../extension/unpacked/repository.ts';
import { loadConfig } from '../config/load-config.ts';
import { runServer } from '../run-server.ts';
import { howToLoad } from './how-to-load.ts';
import { sayWhy } from './say-why.ts';
import { offerWindow } from './window/offer-window.ts';
import { readOpening } from './window/opening.ts';

/** `npm start`: builds the extension where it is stale, serves, and says what to do next, until Ctrl-C. */
async function start(args: readonly string[]): Promise<void> {
  const opening = readOpening(args);
  const config = loadConfig({ LATCHKEY_LOG_LEVEL: 'warn', ...process.env });
  const server = await runServer(config);
  const stopping = new AbortController();
  process.once('SIGINT', () => stopping.abort()).once('SIGTERM', () => stopping.abort());
  try {
    const { folder } = await buildExtension({
      serverUrl: new URL(config.publicUrl),
      outDir: process.env.LATCHKEY_EXTENSION_OUT ?? '.output',
      browser: 'chrome',
    });
    console.log(howToLoad({ publicUrl: config.publicUrl, extensionFolder: folder }));
    const profile = join(config.dataFolder, 'browser');
    const pages = [`${config.publicUrl}/try`];
    void offerWindow(opening, { extensionFolder: folder, profile, pages }, stopping.signal);
    if (!stopping.signal.aborted) await once(stopping.signal, 'abort');
  } finally {
    await server.stop();
  }
}

await start(process.argv.slice(2)).catch(sayWhy);
process.exit();

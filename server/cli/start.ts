import { once } from 'node:events';
import { join } from 'node:path';
import { BuildFailed, buildExtension } from '../../extension/unpacked/build.ts';
import { repositoryRoot } from '../../extension/unpacked/repository.ts';
import { loadConfig } from '../config/load-config.ts';
import type { Config } from '../config/settings.ts';
import { StartError } from '../errors/start-error.ts';
import { runServer } from '../run-server.ts';
import { howToLoad } from './how-to-load.ts';
import { sayWhy } from './say-why.ts';
import { offerWindow } from './window/offer-window.ts';
import { readOpening } from './window/opening.ts';

/** `npm start`: the server, the unpacked extension for it, and what a person does with the two, until Ctrl-C. */
async function start(args: readonly string[]): Promise<void> {
  const opening = readOpening(args);
  const config = loadConfig(process.env);
  const stopping = new AbortController();
  process.once('SIGINT', () => stopping.abort()).once('SIGTERM', () => stopping.abort());

  const server = await runServer(config);
  try {
    const extensionFolder = await unpackedExtension(config);
    console.log(howToLoad({ publicUrl: config.publicUrl, extensionFolder }));
    const profile = join(repositoryRoot, '.data/browser');
    void offerWindow(
      opening,
      { extensionFolder, profile, pages: [`${config.publicUrl}/try`] },
      stopping.signal,
    );
    if (!stopping.signal.aborted) await once(stopping.signal, 'abort');
  } finally {
    await server.stop();
  }
}

async function unpackedExtension({ publicUrl }: Config): Promise<string> {
  const outDir = process.env.LATCHKEY_EXTENSION_OUT || '.output';
  const settings = { serverUrl: new URL(publicUrl), outDir, browser: 'chrome', openShadow: false } as const;
  try {
    return (await buildExtension(settings)).folder;
  } catch (error) {
    if (error instanceof BuildFailed)
      throw new StartError(`${error.message}\n${error.output}`, { cause: error });
    throw error;
  }
}

await start(process.argv.slice(2)).catch(sayWhy);
process.exit();

import { once } from 'node:events';
import { join } from 'node:path';
import { loadConfig, StartError } from 'latchkey-server';
import { runServer, sayWhy } from '../server/main.ts';
import { BuildFailed, type BuildSettings, buildExtension, unpackedFolder } from './extension-build/build.ts';
import { howToLoad } from './how-to-load.ts';
import { startOther } from './other-backend/start-other.ts';
import { repositoryRoot } from './repository.ts';
import { offerWindow } from './window/offer-window.ts';
import { readArguments } from './window/opening.ts';

/** `npm start`: the server, the unpacked extension for it, and what a person does with the two, until Ctrl-C. */
async function start(args: readonly string[]): Promise<void> {
  const { opening, backend } = readArguments(args);
  const stopping = new AbortController();
  process.once('SIGINT', () => stopping.abort()).once('SIGTERM', () => stopping.abort());
  if (backend !== null) return startOther(backend, opening, stopping.signal);
  const config = loadConfig(process.env);

  const build = {
    serverUrl: new URL(config.publicUrl),
    outDir: process.env.LATCHKEY_EXTENSION_OUT || '.output',
    browser: 'chrome',
  } as const;
  const extensionFolder = unpackedFolder(build);

  const server = await runServer(config, extensionFolder);
  try {
    await buildOrSayWhy(build);
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

async function buildOrSayWhy(settings: BuildSettings): Promise<void> {
  try {
    await buildExtension(settings);
  } catch (error) {
    if (error instanceof BuildFailed)
      throw new StartError(`${error.message}\n${error.output}`, { cause: error });
    throw error;
  }
}

await start(process.argv.slice(2)).catch(sayWhy);
process.exit();

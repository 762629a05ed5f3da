import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { loadConfig, StartError } from 'latchkey-server';
import { createServer } from 'wxt';
import { sayWhy } from '../server/main.ts';
import { repositoryRoot } from './repository.ts';
import { offerWindow } from './window/offer-window.ts';
import { readArguments } from './window/opening.ts';

/** `npm run dev`: the server restarts and the extension reloads when a source changes, until Ctrl-C. */
async function dev(args: readonly string[]): Promise<void> {
  const { opening, backend } = readArguments(args);
  if (backend !== null) throw new StartError('npm run dev is for the server of this repository.');
  const { publicUrl } = loadConfig(process.env);
  const stopping = new AbortController();
  process.chdir(repositoryRoot);
  process.env.LATCHKEY_PUBLIC_URL = publicUrl;

  const server = spawn(process.execPath, ['--watch', '--watch-preserve-output', 'server/main.ts'], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const extension = await createServer({ webExt: { disabled: true } });
  await extension.start();
  const folder = resolve(repositoryRoot, process.env.LATCHKEY_EXTENSION_OUT ?? '.output', 'chrome-mv3-dev');
  console.log(`
The server runs on ${publicUrl} and restarts when a file of server/ changes.
The extension is in ${folder} and reloads when a file of extension/ changes.
Ctrl-C stops both.
`);

  process.once('SIGINT', () => stopping.abort()).once('SIGTERM', () => stopping.abort());
  const profile = join(repositoryRoot, '.data/dev-browser');
  void offerWindow(
    opening,
    { extensionFolder: folder, profile, pages: [`${publicUrl}/try`] },
    stopping.signal,
  );
  await once(stopping.signal, 'abort');
  server.kill('SIGTERM');
  await extension.stop();
  if (server.exitCode === null && server.signalCode === null) await once(server, 'exit');
}

await dev(process.argv.slice(2)).catch(sayWhy);
process.exit();

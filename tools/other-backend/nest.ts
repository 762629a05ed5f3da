import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { repositoryRoot } from '../repository.ts';
import type { Running } from './servers.ts';

const folder = join(repositoryRoot, 'examples/backend-nest');
const run = promisify(execFile);

/** The NestJS server of the example, installed and built in its own folder. */
export async function startNest(port = 0): Promise<Running> {
  const more = { cwd: folder };
  await run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'], more);
  await run('npm', ['run', 'build'], more);
  const nest = spawn(process.execPath, ['dist/main.js'], {
    ...more,
    env: { ...process.env, PORT: String(port) },
  });
  const exited = once(nest, 'exit');
  for await (const line of createInterface(nest.stdout)) {
    const port = /^Listening on .*:(\d+)$/.exec(line)?.[1];
    if (port === undefined) continue;
    nest.stdout.resume();
    return {
      url: `http://localhost:${port}`,
      async stop() {
        nest.kill();
        await exited;
      },
    };
  }
  throw new Error('The NestJS server has ended before it listened.');
}

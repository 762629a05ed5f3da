import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { npmInstall, runCommand } from '../pack/run-command.ts';
import { repositoryRoot } from '../repository.ts';
import type { Running } from './servers.ts';

const folder = join(repositoryRoot, 'examples/backend-nest');

/** The NestJS server of the example, installed and built in its own folder. */
export async function startNest(port = 0): Promise<Running> {
  await npmInstall(folder);
  await runCommand(folder, 'npm', ['run', 'build']);
  const nest = spawn(process.execPath, ['dist/main.js'], {
    cwd: folder,
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

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('..', import.meta.url));

/** The contestants are dependencies of the benchmark alone, so they are installed when it first runs. */
export function installPeers(): void {
  if (existsSync(`${folder}node_modules/.package-lock.json`)) return;
  console.error('Installing what Latchkey is measured against, into bench/node_modules …');
  const environment = Object.entries(process.env).filter(([name]) => !name.startsWith('npm_'));
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: folder,
    env: Object.fromEntries(environment),
    stdio: 'inherit',
  });
  if (status !== 0) throw new Error('bench/node_modules could not be installed: npm ci in bench/ says why');
}

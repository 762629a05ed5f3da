import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { pinned } from '../machine/cores.ts';
import type { Beside } from './beside.ts';

const CANDIDATES = 20;

/** A Redis beside the load, in memory only; `null` where none is installed. */
export async function redisBeside(core: number | null): Promise<Beside | null> {
  for (let attempt = 0; attempt < CANDIDATES; attempt += 1) {
    const port = 20_000 + Math.floor(Math.random() * 20_000);
    const [command, ...rest] = pinned(core, [
      'redis-server',
      ...['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'],
    ]);
    const child = spawn(command, rest, { stdio: ['ignore', 'pipe', 'ignore'] });
    const outcome = await new Promise<'ready' | 'taken' | 'missing'>((decide) => {
      child.once('error', () => decide('missing'));
      child.once('exit', (code) => decide(code === 127 ? 'missing' : 'taken'));
      child.stdout.on('data', (text) => String(text).includes('Ready to accept') && decide('ready'));
    });
    if (outcome === 'missing') return null;
    if (outcome === 'taken') continue;
    return {
      url: `redis://127.0.0.1:${port}`,
      processes: () => [child.pid ?? 0],
      async stop() {
        const ended = once(child, 'exit');
        child.kill();
        await ended;
      },
    };
  }
  return null;
}

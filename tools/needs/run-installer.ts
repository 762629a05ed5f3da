import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import type { Installation } from './installation.ts';

/** An installer that hangs on a network that swallows packets must not hold up the tests for ever. */
const patienceMs = 5 * 60_000;

/** Runs a program that installs something; what it prints is kept for the reason of a failure. */
export async function runInstaller(
  command: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv = {},
): Promise<Installation> {
  const child = spawn(command, args, {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: patienceMs,
  });
  const ended = new Promise<number | string>((done) => {
    child.once('error', (error) => done(error.message));
    child.once('close', (code, signal) => done(code ?? `ended by ${signal}`));
  });
  const [outcome, out, err] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  if (outcome === 0) return { status: 'installed' };
  const lastWords = `${out}\n${err}`.trim().split('\n').slice(-3).join(' / ');
  return { status: 'failed', reason: lastWords || `${command} said ${outcome}` };
}

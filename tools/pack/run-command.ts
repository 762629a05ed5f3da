import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What a command said before it failed, which `execFile` alone keeps to itself. */
export class CommandFailed extends Error {
  override name = 'CommandFailed' as const;
  readonly output: string;

  constructor(command: string, output: string, cause: unknown) {
    super(`${command} failed:\n${output.trim()}`, { cause });
    this.output = output;
  }
}

/**
 * Runs a program as in a stranger's terminal. @returns what it said on standard output
 * @throws {CommandFailed}
 */
export async function runCommand(folder: string, program: string, args: readonly string[]): Promise<string> {
  // What a test runner or npm has set for this process is not in a stranger's terminal.
  const { NODE_ENV: _, ...outside } = process.env;
  const env = Object.fromEntries(Object.entries(outside).filter(([name]) => !/^(npm_|VITEST)/.test(name)));
  try {
    // Programs of npm are scripts with another name on Windows, which only a shell finds.
    const { stdout } = await run(program, args, { cwd: folder, env, shell: process.platform === 'win32' });
    return stdout;
  } catch (cause) {
    const { stdout = '', stderr = '' } = cause as { stdout?: string; stderr?: string };
    throw new CommandFailed([program, ...args].join(' '), `${stdout}${stderr}`, cause);
  }
}

/** Installs what the package.json of a folder asks for. @throws {CommandFailed} with what npm said */
export async function npmInstall(folder: string): Promise<void> {
  const quietly = ['--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'];
  await runCommand(folder, 'npm', ['install', ...quietly]);
}

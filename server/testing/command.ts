import { type ChildProcess, spawn } from 'node:child_process';
import { outsideSettings } from './outside-settings.ts';
import { until } from './until.ts';
import { workingFolder } from './working-folder.ts';

/** A command as a person gives it in a terminal, where Ctrl-C reaches it and all that it has started. */
export class Command {
  output = '';
  errors = '';
  readonly ended: Promise<number | null>;
  readonly #child: ChildProcess;

  constructor(
    command: string,
    args: readonly string[],
    settings: Readonly<Record<string, string>>,
    cwd = workingFolder,
  ) {
    const child = spawn(command, args, {
      cwd,
      env: { ...outsideSettings(), ...settings },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    child.stdout.on('data', (text) => {
      this.output += text;
    });
    child.stderr.on('data', (text) => {
      this.errors += text;
    });
    this.#child = child;
    this.ended = new Promise((done) => child.once('close', done));
  }

  async says(words: string): Promise<void> {
    await until(`it says "${words}"`, () => {
      if (this.#hasEnded) throw new Error(`It ended instead:\n${this.output}${this.errors}`);
      return this.output.includes(words);
    });
  }

  /** Ctrl-C; resolves with the exit code when everything has ended. */
  async interrupt(): Promise<number | null> {
    if (!this.#hasEnded && this.#child.pid !== undefined) process.kill(-this.#child.pid, 'SIGINT');
    return this.ended;
  }

  get #hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }
}

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { pinned } from '../machine/cores.ts';
import type { ChainsDescription, Order, Report, Run, RunResult } from './job.ts';

/** The load generator, as the benchmark holds it. */
export class Load {
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  static start(core: number | null): Load {
    const program = fileURLToPath(new URL('generator.ts', import.meta.url));
    const [command, ...rest] = pinned(core, [process.execPath, program]);
    return new Load(spawn(command, rest, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] }));
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  async adopt(chains: ChainsDescription): Promise<void> {
    await this.#told({ order: 'adopt chains', chains });
  }

  /** @throws with the first answer that was no success */
  async run(run: Run): Promise<RunResult> {
    const report = await this.#told({ order: 'run', run });
    if (report.report !== 'result') throw new Error(`the generator answered ${report.report}`);
    if (report.result.failure !== null) throw new Error(`refused under load: ${report.result.failure}`);
    return report.result;
  }

  stop(): void {
    this.#child.disconnect();
  }

  async #told(order: Order): Promise<Report> {
    this.#child.send(order);
    const [report] = (await once(this.#child, 'message')) as [Report];
    if (report.report === 'failed') throw new Error(report.reason);
    return report;
  }
}

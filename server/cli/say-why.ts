import { BuildFailed } from '../../extension/unpacked/build.ts';
import { StartError } from '../errors/start-error.ts';

/** Ends a command that can not go on: what an operator can act on as a plain line, a fault of ours with its stack. */
export function sayWhy(error: unknown): void {
  if (error instanceof StartError) console.error(error.message);
  else if (error instanceof BuildFailed) console.error(`${error.message}\n${error.output}`);
  else console.error(error);
  process.exitCode = 1;
}

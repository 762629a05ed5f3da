import { StartError } from 'latchkey-server';

/** Ends a command that can not go on: what an operator can act on as a plain line, a fault of ours with its stack. */
export function sayWhy(error: unknown): void {
  console.error(error instanceof StartError ? error.message : error);
  process.exitCode = 1;
}

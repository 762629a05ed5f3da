import type { ParseArgsConfig } from 'node:util';
import type { Operator } from 'latchkey-server/operator';
import type { Terminal } from './terminal.ts';

/** What the operator's commands work on. */
export interface Workplace {
  readonly operator: Operator;
  readonly terminal: Terminal;
}

/** Stands in audit lines for the network address that a command does not come from. */
export const CONSOLE = 'console';

export interface Parsed {
  readonly positionals: readonly string[];
  readonly values: Readonly<Record<string, string | boolean | undefined>>;
}

/** One command of the operator. Adding one is a file with this and a line in `commands.ts`. */
export interface Command {
  /** What follows its name. */
  readonly usage: string;
  readonly summary: string;
  readonly positionals: { readonly min: number; readonly max: number };
  readonly options?: ParseArgsConfig['options'];
  /** @returns what to print */
  run(workplace: Workplace, given: Parsed): Promise<string>;
}

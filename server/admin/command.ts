import type { ParseArgsConfig } from 'node:util';
import type { Config } from 'latchkey-server';
import type { Clock, Store } from 'latchkey-server/module';
import type { Accounts, Audit, Sessions } from 'latchkey-server/operator';
import type { Notes } from '../notes/notes.ts';
import type { Terminal } from './terminal.ts';

/** What the operator's commands work on. */
export interface Workplace {
  readonly config: Config;
  readonly clock: Clock;
  readonly audit: Audit;
  /** Opens the storage when a command first needs it. @throws StartError */
  storage(): Promise<{
    readonly store: Store;
    readonly sessions: Sessions;
    readonly accounts: Accounts;
    readonly notes: Notes;
  }>;
  readonly terminal: Terminal;
}

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

/** The command was called in a way that it can not be; its usage is shown. */
export class UsageError extends Error {
  override name = 'UsageError' as const;
}

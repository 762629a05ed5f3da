import type { ChainStart } from '../load/job.ts';
import type { Program } from '../machine/program.ts';

/** What a contestant can be measured doing. */
export type Task = 'guarded GET' | 'refresh';

/** Somebody who is signed in: what the guarded GET sends, and where a chain of refreshes begins. */
export interface SignedIn {
  readonly header: string;
  readonly chain: ChainStart | null;
}

export interface Contestant {
  readonly name: string;
  /** The program's path from the folder of this file. */
  readonly file: string;
  readonly tasks: readonly Task[];
  readonly environment?: (folder: string) => Promise<Readonly<Record<string, string>>>;
  readonly readyPath?: string;
  /** @param count how many clients, each with a session of its own */
  readonly signIn: (program: Program, count: number) => Promise<SignedIn[]>;
}

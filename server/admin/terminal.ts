import { createInterface, type Interface } from 'node:readline';
import { Writable } from 'node:stream';
import { UsageError } from './usage-error.ts';

/** Where the operator sits. */
export interface Terminal {
  /** Prints an answer. */
  answer(text: string): void;
  /** Prints what went wrong, and audit lines. */
  report(text: string): void;
  /** Asks for a password without showing it. @throws UsageError when none is given */
  password(prompt: string): Promise<string>;
  /** Whether a person types, who may mistype. */
  readonly interactive: boolean;
}

export const systemTerminal: Terminal = {
  answer: (text) => console.log(text),
  report: (text) => console.error(text),
  password: readPassword,
  interactive: process.stdin.isTTY === true,
};

/** Swallows the echo of what is typed. */
const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });

let piped: AsyncIterator<string> | undefined;

/**
 * Reads a password: typed and not shown at a terminal, else the next line of standard input. Never from the
 * arguments, which every process of the machine can read.
 * @throws UsageError when there is none
 */
async function readPassword(prompt: string): Promise<string> {
  const line = process.stdin.isTTY ? await typed(prompt) : await nextLine();
  if (line === undefined || line === '') throw new UsageError('A password is needed on standard input.');
  return line;
}

async function typed(prompt: string): Promise<string | undefined> {
  process.stderr.write(prompt);
  const terminal = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  try {
    return await answerOf(terminal);
  } finally {
    terminal.close();
    process.stderr.write('\n');
  }
}

function answerOf(terminal: Interface): Promise<string | undefined> {
  return new Promise((resolve) => {
    terminal.once('line', resolve);
    terminal.once('SIGINT', () => resolve(undefined));
    terminal.once('close', () => resolve(undefined));
  });
}

async function nextLine(): Promise<string | undefined> {
  piped ??= createInterface({ input: process.stdin })[Symbol.asyncIterator]();
  const { value, done } = await piped.next();
  return done === true ? undefined : value;
}

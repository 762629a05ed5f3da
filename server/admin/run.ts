import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { type Config, type Environment, loadConfig, Problem, problems, StartError } from 'latchkey-server';
import { systemClock } from 'latchkey-server/module';
import {
  auditLog,
  createAccounts,
  createLog,
  createSessions,
  liveSessions,
  openStorage,
} from 'latchkey-server/operator';
import { createNotes } from '../notes/notes.ts';
import { type Command, UsageError, type Workplace } from './command.ts';
import { commands, usageText } from './commands.ts';
import type { Terminal } from './terminal.ts';

/**
 * Runs one command of the operator.
 * @returns the exit code: 0 done, 1 not done, 2 not understood
 */
export async function runAdmin(
  argv: readonly string[],
  environment: Environment,
  terminal: Terminal,
): Promise<0 | 1 | 2> {
  const [name, ...rest] = argv;
  if (name === undefined || ['help', '--help', '-h'].includes(name)) {
    terminal.answer(usageText());
    return name === undefined ? 2 : 0;
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) {
    terminal.report(`There is no command ${name}.\n\n${usageText()}`);
    return 2;
  }
  try {
    const given = parse(command, rest);
    await using workplace = openWorkplace(loadConfig(environment), terminal);
    terminal.answer(await command.run(workplace, given));
    return 0;
  } catch (error) {
    terminal.report(explanation(error, `Usage: npm run admin -- ${name} ${command.usage}`));
    return error instanceof UsageError ? 2 : 1;
  }
}

function parse({ options = {}, positionals: { min, max } }: Command, args: string[]) {
  try {
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    if (positionals.length < min) throw new UsageError('Something is missing.');
    if (positionals.length > max) throw new UsageError(`"${positionals[max]}" is one word too many.`);
    return { values: values as Record<string, string | boolean | undefined>, positionals };
  } catch (cause) {
    throw new UsageError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

function explanation(error: unknown, usage: string): string {
  if (error instanceof UsageError) return `${error.message}\n${usage}`;
  if (error instanceof Problem) return error.options.detail ?? `${problems[error.code].title}.`;
  if (error instanceof StartError) return error.message;
  return error instanceof Error && error.stack !== undefined ? error.stack : String(error);
}

function openWorkplace(config: Config, terminal: Terminal): Workplace & AsyncDisposable {
  const clock = systemClock;
  const random = (bytes: number) => randomBytes(bytes).toString('base64url');
  let opened: ReturnType<Workplace['storage']> | undefined;

  async function open() {
    if (config.storage === 'memory:') {
      throw new StartError(
        'LATCHKEY_STORAGE=memory: is inside the server process, where no command can reach it.',
      );
    }
    const { store, invalidation } = await openStorage(config.storage, {
      clock,
      monotonic: () => performance.now(),
    });
    const lifetimes = { idleMs: config.idleTtl, absoluteMs: config.sessionTtl };
    const sessions = createSessions({
      store,
      live: liveSessions(store, invalidation),
      clock,
      random,
      lifetimes,
    });
    const kept = { store, clock, random };
    return { store, sessions, accounts: createAccounts(kept), notes: createNotes(kept) };
  }

  return {
    config,
    clock,
    // Standard output is for the answer; the audit line goes where logs of commands go.
    audit: auditLog(createLog('info', { write: (line) => terminal.report(line.trimEnd()) })),
    storage() {
      opened ??= open();
      return opened;
    },
    terminal,
    async [Symbol.asyncDispose]() {
      await opened?.then(
        ({ store }) => store.close(),
        () => {},
      );
    },
  };
}

import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { createAccounts } from '../../accounts/accounts.ts';
import { loadConfig } from '../../config/load-config.ts';
import type { Config } from '../../config/settings.ts';
import { Problem, problems } from '../../errors/problem.ts';
import { StartError } from '../../errors/start-error.ts';
import { auditLog } from '../../observability/audit.ts';
import { createLog } from '../../observability/log.ts';
import { liveSessions } from '../../session/live-sessions.ts';
import { createSessions } from '../../session/sessions.ts';
import { openStorage } from '../../storage/open.ts';
import { systemClock } from '../../time/time.ts';
import { type Command, UsageError, type Workplace } from './command.ts';
import { commands, usageText } from './commands.ts';
import { readPassword } from './read-password.ts';

/**
 * Runs one command of the operator.
 * @returns the exit code: 0 done, 1 not done, 2 not understood
 */
export async function runAdmin(argv: readonly string[], environment: NodeJS.ProcessEnv): Promise<0 | 1 | 2> {
  const [name, ...rest] = argv;
  if (name === undefined || ['help', '--help', '-h'].includes(name)) {
    console.log(usageText());
    return name === undefined ? 2 : 0;
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) {
    console.error(`There is no command ${name}.\n\n${usageText()}`);
    return 2;
  }
  try {
    const given = parse(command, rest);
    await using workplace = openWorkplace(loadConfig(environment));
    console.log(await command.run(workplace, given));
    return 0;
  } catch (error) {
    return explain(error, `Usage: npm run admin -- ${name} ${command.usage}`);
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

function explain(error: unknown, usage: string): 1 | 2 {
  if (error instanceof UsageError) {
    console.error(`${error.message}\n${usage}`);
    return 2;
  }
  if (error instanceof Problem) console.error(error.options.detail ?? `${problems[error.code].title}.`);
  else if (error instanceof StartError) console.error(error.message);
  else console.error(error);
  return 1;
}

function openWorkplace(config: Config): Workplace & AsyncDisposable {
  const clock = systemClock;
  const random = (bytes: number) => randomBytes(bytes).toString('base64url');
  let opened: ReturnType<Workplace['storage']> | undefined;

  async function open() {
    if (config.storage === 'memory:') {
      throw new StartError(
        'LATCHKEY_STORAGE=memory: is inside the server process, where no command can reach it.',
      );
    }
    const { store, coherence } = await openStorage(config.storage, {
      clock,
      monotonic: () => performance.now(),
    });
    const lifetimes = { idleMs: config.idleTtl, absoluteMs: config.sessionTtl };
    const sessions = createSessions({
      store,
      live: liveSessions(store, coherence),
      clock,
      random,
      lifetimes,
    });
    return { store, sessions, accounts: createAccounts({ store, clock, random }) };
  }

  return {
    config,
    clock,
    // Standard output is for the answer; the audit line goes where logs of commands go.
    audit: auditLog(createLog('info', pino.destination({ dest: 2, sync: true }))),
    storage() {
      opened ??= open();
      return opened;
    },
    password: readPassword,
    async [Symbol.asyncDispose]() {
      await opened?.then(
        ({ store }) => store.close(),
        () => {},
      );
    },
  };
}

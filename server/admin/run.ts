import { parseArgs } from 'node:util';
import { type Environment, loadConfig, Problem, problems, StartError } from 'latchkey-server';
import type { ServerModule } from 'latchkey-server/module';
import { openOperator } from 'latchkey-server/operator';
import type { Command } from './command.ts';
import { commands, usageText } from './commands.ts';
import type { Terminal } from './terminal.ts';
import { UsageError } from './usage-error.ts';

/**
 * Runs one command of the operator.
 * @returns the exit code: 0 done, 1 not done, 2 not understood
 */
export async function runAdmin(
  argv: readonly string[],
  environment: Environment,
  terminal: Terminal,
  modules: readonly ServerModule<string>[] = [],
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
    // Standard output is for the answer; the audit line goes where logs of commands go.
    const operator = openOperator(loadConfig(environment), { modules, report: terminal.report });
    try {
      terminal.answer(await command.run({ operator, terminal }, given));
    } finally {
      await operator.close();
    }
    return 0;
  } catch (error) {
    terminal.report(explanation(error, `Usage: npm run admin -- ${name} ${command.usage}`));
    return error instanceof UsageError ? 2 : 1;
  }
}

function parse({ options = {}, positionals: { min, max } }: Command, args: string[]) {
  try {
    const { values, positionals } = parseArgs({ args: idsApart(args), options, allowPositionals: true });
    if (positionals.length < min) throw new UsageError('Something is missing.');
    if (positionals.length > max) throw new UsageError(`"${positionals[max]}" is one word too many.`);
    return { values: values as Record<string, string | boolean | undefined>, positionals };
  } catch (cause) {
    throw new UsageError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

/** Ids are random, and one in 64 begins with a dash: 128 bits in base64url are no option. */
const ID = /^-[\w-]{21}$/;

function idsApart(args: readonly string[]): string[] {
  const [named, alone]: [string[], string[]] = [[], []];
  for (const arg of args) {
    const before = named.at(-1);
    if (!ID.test(arg)) named.push(arg);
    else if (before === '--id') named.splice(-1, 1, `--id=${arg}`);
    else alone.push(arg);
  }
  return alone.length === 0 ? named : [...named.filter((arg) => arg !== '--'), '--', ...alone];
}

function explanation(error: unknown, usage: string): string {
  if (error instanceof UsageError) return `${error.message}\n${usage}`;
  if (error instanceof Problem) return error.options.detail ?? `${problems[error.code].title}.`;
  if (error instanceof StartError) return error.message;
  return error instanceof Error && error.stack !== undefined ? error.stack : String(error);
}

import { parseArgs } from 'node:util';

export const parts = ['get', 'refresh', 'growth', 'browser'] as const;
export type Part = (typeof parts)[number];

export interface Options {
  readonly quick: boolean;
  readonly parts: readonly Part[];
}

export const usage = `npm run bench -- [--quick] [--only ${parts.join('|')}]...

  --quick   about a minute, with fewer rounds and smaller stores: a look, not a result
  --only    one part, or several when given again; "server" is the first three`;

/** @throws {Error} with one line for what is wrong */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: { quick: { type: 'boolean', default: false }, only: { type: 'string', multiple: true } },
  });
  return { quick: values.quick, parts: values.only === undefined ? parts : values.only.flatMap(named) };
}

function named(name: string): Part[] {
  if (name === 'server') return ['get', 'refresh', 'growth'];
  const part = parts.find((known) => known === name);
  if (part === undefined) throw new Error(`--only ${name}: it is one of server, ${parts.join(', ')}`);
  return [part];
}

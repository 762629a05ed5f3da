import { parseArgs } from 'node:util';

export const parts = ['jose', 'get', 'refresh', 'growth', 'browser'] as const;
export type Part = (typeof parts)[number];

export interface Options {
  readonly quick: boolean;
  readonly parts: readonly Part[];
  /** Only contestants, and engines, whose name has one of these in it; the reference is always there. */
  readonly names: readonly string[] | null;
}

export const usage = `npm run bench -- [--quick] [--only ${parts.join('|')}]... [--name TEXT]...

  --quick   four minutes, with fewer rounds and smaller stores: a look, not a result
  --only    one part, or several when given again; "server" is all but the last
  --name    only contestants with this in their name, beside the one that ratios are to`;

/** @throws {Error} with one line for what is wrong */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true },
      name: { type: 'string', multiple: true },
    },
  });
  return {
    quick: values.quick,
    parts: values.only === undefined ? parts : values.only.flatMap(named),
    names: values.name ?? null,
  };
}

function named(name: string): Part[] {
  if (name === 'server') return ['jose', 'get', 'refresh', 'growth'];
  const part = parts.find((known) => known === name);
  if (part === undefined) throw new Error(`--only ${name}: it is one of server, ${parts.join(', ')}`);
  return [part];
}

import { parseArgs } from 'node:util';
import { StartError } from 'latchkey-server';

/** Whether to open a browser window: said up front, or left to a question. */
export type Opening = 'yes' | 'no' | 'ask';

export const usage = 'There are --open (open a browser with the extension) and --no-open (do not ask).';

/** @throws {StartError} for an argument that is not known. */
export function readOpening(args: readonly string[]): Opening {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { open: { type: 'boolean' } },
      allowNegative: true,
    });
    if (values.open === undefined) return 'ask';
    return values.open ? 'yes' : 'no';
  } catch (cause) {
    throw new StartError(`${args.join(' ')} is not understood. ${usage}`, { cause });
  }
}

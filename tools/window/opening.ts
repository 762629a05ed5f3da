import { parseArgs } from 'node:util';
import { StartError } from 'latchkey-server';
import { type OtherBackend, otherBackends } from '../other-backend/names.ts';

/** Whether to open a browser window: said up front, or left to a question. */
export type Opening = 'yes' | 'no' | 'ask';

export const usage =
  'There are --open (open a browser with the extension), --no-open (do not ask) and --backend dual-token, nest or provider.';

export interface StartArguments {
  readonly opening: Opening;
  /** A server that takes the place of Latchkey's; `null` for none. */
  readonly backend: OtherBackend | null;
}

/** @throws {StartError} for an argument that is not known. */
export function readArguments(args: readonly string[]): StartArguments {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { open: { type: 'boolean' }, backend: { type: 'string' } },
      allowNegative: true,
    });
    const backend = otherBackends.find((name) => name === values.backend) ?? null;
    if (values.backend !== undefined && backend === null) throw new TypeError(`${values.backend} is none`);
    if (values.open === undefined) return { opening: 'ask', backend };
    return { opening: values.open ? 'yes' : 'no', backend };
  } catch (cause) {
    throw new StartError(`${args.join(' ')} is not understood. ${usage}`, { cause });
  }
}

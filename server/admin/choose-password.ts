import { newPasswordSchema } from 'latchkey-server/operator';
import * as v from 'valibot';
import type { Workplace } from './command.ts';
import { UsageError } from './usage-error.ts';

/** Asks for a new password, at a terminal twice. @throws UsageError when it breaks a rule or was mistyped */
export async function choosePassword({ terminal }: Workplace): Promise<string> {
  const chosen = v.safeParse(newPasswordSchema, await terminal.password('New password: '));
  if (!chosen.success) throw new UsageError(`The password ${chosen.issues[0].message}.`);
  if (!terminal.interactive) return chosen.output;
  const again = await terminal.password('Once more: ');
  if (again.normalize('NFC') !== chosen.output) throw new UsageError('The two passwords differ.');
  return chosen.output;
}

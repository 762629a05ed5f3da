import { addUser } from './add-user.ts';
import { adoptKeys } from './adopt-keys.ts';
import { backup } from './backup.ts';
import type { Command } from './command.ts';
import { endSession } from './end-session.ts';
import { listSessions } from './list-sessions.ts';
import { removeUser } from './remove-user.ts';
import { rotateKeys } from './rotate-keys.ts';
import { setPassword } from './set-password.ts';

export const commands: Readonly<Record<string, Command>> = {
  'add-user': addUser,
  'set-password': setPassword,
  'remove-user': removeUser,
  'list-sessions': listSessions,
  'end-session': endSession,
  'rotate-keys': rotateKeys,
  'adopt-keys': adoptKeys,
  backup,
};

export function usageText(): string {
  const lines = Object.entries(commands).map(([name, { usage, summary }]) => {
    return `  ${`${name} ${usage}`.padEnd(42)} ${summary}`;
  });
  return [
    'Usage: npm run admin -- COMMAND',
    '',
    ...lines,
    '',
    'Settings are read from the environment, as the server reads them. Passwords are asked for, or read from',
    'standard input, one a line.',
  ].join('\n');
}

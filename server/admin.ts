import { runAdmin } from './admin/run.ts';
import { systemTerminal } from './admin/terminal.ts';
import { notes } from './notes/module.ts';

process.exitCode = await runAdmin(process.argv.slice(2), process.env, systemTerminal, [notes]);

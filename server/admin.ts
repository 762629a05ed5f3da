import { runAdmin } from './admin/run.ts';
import { systemTerminal } from './admin/terminal.ts';
import { notes } from './notes/module.ts';

// Whatever is still open must not keep a command alive that has said how it went.
process.exit(await runAdmin(process.argv.slice(2), process.env, systemTerminal, [notes]));

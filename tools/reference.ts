import { withDeclarations } from './reference/declarations.ts';
import { makePages, outdated } from './reference/pages.ts';

/** `npm run reference`: every public name of both libraries, in docs/reference. `--check`: whether it is as they are. */
if (process.argv.includes('--check')) {
  const doors = await withDeclarations(outdated);
  if (doors.length > 0) {
    console.error(`docs/reference is of other declarations than ${doors.join(', ')}: npm run reference`);
    process.exitCode = 1;
  }
} else {
  await withDeclarations(makePages);
}

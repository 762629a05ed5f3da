import { runQuickChecks } from './test/quick-checks.ts';
import { addUp, summary } from './test/tally.ts';

/** The whole of `npm run check`: what is asked before each commit. */
const total = addUp(await runQuickChecks());
console.log(summary(total));
process.exitCode = total.failed.length > 0 ? 1 : 0;

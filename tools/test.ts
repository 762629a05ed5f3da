import { buildOneForAll } from './extension-build/one-for-all.ts';
import { meetNeeds } from './needs/meet-needs.ts';
import { runQuickChecks } from './test/quick-checks.ts';
import { runVitest } from './test/runners.ts';
import { addUp, forbidSkips, summary, type Tally } from './test/tally.ts';

/** The whole of `npm test`: install what is missing, run every runner, count all their tests together. */
const mayNotSkip = process.env.CI === 'true';

heading('What the tests need');
for await (const line of meetNeeds()) console.log(line);

const tallies: Tally[] = [];
heading('Types, lint, unit and integration tests');
// Integration tests wait for databases and processes a good part of the time, and are heard at the end.
tallies.push(...(await runQuickChecks(() => [runVitest('integration', ['integration'], 'at-the-end')])));
heading('End-to-end tests');
for (const browser of ['chrome', 'firefox'] as const) await buildOneForAll(browser);
// Firefox waits for its browser half of the time: it runs beside Chromium, and says so when it is done.
const firefox = runVitest('e2e-firefox', ['firefox'], 'at-the-end');
tallies.push(await runVitest('e2e-chromium', ['chromium']), await firefox);
heading('End-to-end tests that have the machine to themselves');
tallies.push(await runVitest('e2e-alone', ['chromium-alone']));

const total = mayNotSkip ? forbidSkips(addUp(tallies)) : addUp(tallies);
heading('Result');
console.log(summary(total));
process.exitCode = total.failed.length > 0 ? 1 : 0;

function heading(text: string): void {
  console.log(`\n== ${text}`);
}

import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { ada } from '../../server/testing/accounts.ts';
import { OtherDevice } from '../../server/testing/other-device.ts';
import type { CallerReport } from '../chaos/caller-event.ts';
import { CallingTab } from '../chaos/calling-tab.ts';
import { ChaosLog } from '../chaos/chaos-log.ts';
import { countEach, subtract } from '../chaos/counts.ts';
import { disturb } from '../chaos/disturb.ts';
import { disturbances } from '../chaos/disturbances.ts';
import { addUp, inLines } from '../chaos/figures.ts';
import { Ledger } from '../chaos/ledger.ts';
import { countRefreshes } from '../chaos/refresh-outcomes.ts';
import { bundle } from '../harness/bundle.ts';
import { noFaults, randomFaults } from '../harness/fault-proxy/fault-plan.ts';
import { test } from '../harness/faulty-network.ts';
import { keep } from '../harness/keep.ts';

/** The same seed gives the same calls, faults and disturbances; how they meet is up to the machine. */
const seed = process.env.LATCHKEY_CHAOS_SEED ?? randomUUID().slice(0, 8);
const seconds = Number(process.env.LATCHKEY_CHAOS_SECONDS ?? 20);
const durationMs = seconds * 1000;

/** How the pages ask: by a port as far as it carries, as in any browser, or by messages alone. */
const wire = process.env.LATCHKEY_CHAOS_WIRE ?? 'port';
const withoutPort = wire === 'messages' ? 'chrome.runtime.connect = undefined;' : '';

const TABS = 30;
const ACCESS_LIFE_MS = 2_000;
const FAULT_RATE = 0.25;
/** An account takes 1,000 notes. */
const MOST_WRITES = 800;
/** The longest backoff with its jitter, one more try, and a busy machine. */
const PATIENCE_MS = 90_000;

test.override({
  settings: { LATCHKEY_ACCESS_TTL: `${ACCESS_LIFE_MS / 1000}s` },
  contentScripts: 'may call the API',
});

test(
  `${TABS} tabs call while the worker dies, the network fails and tabs come and go: LATCHKEY_CHAOS_SEED=${seed} LATCHKEY_CHAOS_SECONDS=${seconds} LATCHKEY_CHAOS_WIRE=${wire}`,
  async ({ server, network, browser, site, task, onTestFailed }) => {
    const log = new ChaosLog();
    const ledger = new Ledger(ACCESS_LIFE_MS);
    onTestFailed(() => keep(task.name, 'chaos.jsonl', log.lines.join('\n')));
    await (await browser.popup()).register(ada);
    const setup = {
      context: browser.context,
      script:
        withoutPort + (await bundle(fileURLToPath(new URL('../chaos/caller.script.ts', import.meta.url)))),
      seed,
      username: ada.username,
      writeEveryMs: Math.max(1_000, (durationMs * TABS) / MOST_WRITES),
      pageUrl: (tab: number) => site.page(`tab-${tab}`),
      hear: (report: CallerReport) => {
        log.note('call', report);
        ledger.hear(report.life, report.event);
      },
      lifeEnded: (life: string) => ledger.lifeEnded(life),
    };
    const tabs = Array.from({ length: TABS }, (_, index) => new CallingTab(setup, index));
    for (const tab of tabs) await tab.open();
    const [first] = tabs;
    const session = await first?.callAgain(PATIENCE_MS);

    network.observe = (exchange) => log.saw(exchange);
    network.plan = randomFaults(seed, FAULT_RATE);
    const before = await countRefreshes(server);
    const startMs = Date.now();
    await Promise.all(tabs.map((tab) => tab.startCalling()));
    await disturb(disturbances(seed, { durationMs, tabs: TABS }), {
      worker: browser.worker,
      network,
      tabs,
      log,
    });
    network.plan = noFaults;
    await Promise.all(tabs.map((tab) => tab.stopCalling()));
    const sessions = await Promise.all(tabs.map((tab) => tab.callAgain(PATIENCE_MS)));
    const elapsedMs = Date.now() - startMs;
    network.observe = () => {};

    const verdict = ledger.verdict();
    const notes = await (await OtherDevice.signIn(network, ada)).notes();
    const refreshes = subtract(await countRefreshes(server), before);
    const figures = addUp({ log, verdict, notes, refreshes, elapsedMs, accessLifeMs: ACCESS_LIFE_MS });
    console.log(`chaos, seed ${seed}\n${inLines(figures)}`);

    // Nobody was signed out: not in any tab, not on the server, and it is still the same session.
    expect(verdict.wrong).toEqual([]);
    expect(new Set(sessions)).toEqual(new Set([session]));
    expect(refreshes).toMatchObject({ reuse: 0, dead: 0, 'key-mismatch': 0, healed: 0 });
    // What was answered is there once, what was not answered is there once or not at all, and nothing else is.
    const counts = countEach(notes);
    expect(Object.entries(counts).filter(([, times]) => times !== 1)).toEqual([]);
    expect([...verdict.confirmed].filter((text) => !(text in counts))).toEqual([]);
    expect(notes.filter((text) => !verdict.attempted.has(text))).toEqual([]);
    // Every rotation had a reason, and so there were no more than there were reasons.
    expect(figures.rotations.none).toBe(0);
    expect(refreshes.rotated).toBeLessThanOrEqual(figures.mostRotations);
    // A quiet run would prove nothing. A machine with ten times more work than cores still gets this far.
    expect(figures.answered).toBeGreaterThan(seconds);
    expect(figures.workerDeaths).toBeGreaterThan(seconds / 10);
    expect(refreshes.rotated).toBeGreaterThan(seconds / 10);
  },
  durationMs + 600_000,
);

import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** What measures time or takes the whole machine: nothing else runs while one of these does. */
const alone = [
  'chaos',
  'npm-dev',
  'npm-start',
  'panel-opens-at-once',
  'popup-opens-at-once',
  'sign-in-speed',
  'speed',
].map((name) => `e2e/chromium/${name}.test.ts`);

/**
 * A browser, its server and its test keep a core busy: three at a time on two cores took as long as two. Each has an
 * extension that is built first: no more than four.
 */
const browsersAtATime = Math.min(availableParallelism(), 4);

const rooms = '{server,extension,tools,examples,docs}/**';
const everyStorage = 'server/**/*.storages.test.ts';

/** For properties, real servers and browsers on a machine that is busy with other things. */
const patient = { testTimeout: 60_000, hookTimeout: 60_000 };
const veryPatient = { testTimeout: 180_000, hookTimeout: 120_000 };

/**
 * The levels of tests. What needs no more than the process is a unit test; what starts a server (ours, a database's) or
 * a build is an integration test; what drives a browser is in e2e.
 */
export default defineConfig({
  test: {
    // Vitest leaves one core alone by itself, which of two is half.
    maxWorkers: '100%',
    projects: [
      {
        test: {
          ...patient,
          name: 'unit',
          include: [`${rooms}/*.test.{ts,tsx}`, 'e2e/{harness,chaos}/**/*.test.ts'],
          exclude: ['**/node_modules/**', '**/*.integration.test.ts'],
          provide: { storageKinds: 'embedded' },
          // They share nothing but modules, which take half of the time to load where each file loads its own.
          isolate: false,
          pool: 'threads',
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          ...veryPatient,
          name: 'integration',
          include: [`${rooms}/*.integration.test.ts`, everyStorage],
          exclude: ['**/node_modules/**'],
          provide: { storageKinds: 'servers' },
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          ...veryPatient,
          name: 'chromium',
          include: ['e2e/chromium/*.test.ts'],
          exclude: alone,
          globalSetup: ['e2e/harness/chromium-setup.ts'],
          maxWorkers: browsersAtATime,
          sequence: { groupOrder: 3 },
        },
      },
      {
        test: {
          ...veryPatient,
          name: 'chromium-alone',
          include: alone,
          globalSetup: ['e2e/harness/chromium-setup.ts'],
          maxWorkers: 1,
          sequence: { groupOrder: 4 },
        },
      },
      {
        test: {
          ...veryPatient,
          name: 'chaos',
          include: [
            'e2e/chromium/chaos.test.ts',
            'extension/latchkey/backends/**/chaos{,.integration}.test.ts',
          ],
          env: { LATCHKEY_CHAOS_SECONDS: process.env.LATCHKEY_CHAOS_SECONDS ?? '60' },
          globalSetup: ['e2e/harness/chromium-setup.ts'],
          maxWorkers: 1,
          sequence: { groupOrder: 6 },
        },
      },
      {
        test: {
          ...veryPatient,
          name: 'backends',
          include: ['e2e/backends/*.test.ts'],
          globalSetup: ['e2e/harness/chromium-setup.ts'],
          maxWorkers: 1,
          sequence: { groupOrder: 7 },
        },
      },
      {
        test: {
          ...veryPatient,
          name: 'firefox',
          include: ['e2e/firefox/*.test.ts'],
          globalSetup: ['e2e/harness/firefox-setup.ts'],
          // It runs beside another project, whose ports it keeps away from.
          env: { LATCHKEY_TEST_PORTS: '25000' },
          // Firefox takes several seconds to start: all files share the one that the worker has started.
          isolate: false,
          maxWorkers: 1,
          fileParallelism: false,
          sequence: { groupOrder: 5 },
        },
      },
    ],
  },
});

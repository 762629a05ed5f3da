import { setTimeout as delay } from 'node:timers/promises';
import type { FaultProxy } from '../harness/fault-proxy/fault-proxy.ts';
import type { Worker } from '../harness/worker.ts';
import type { CallingTab } from './calling-tab.ts';
import type { ChaosLog } from './chaos-log.ts';
import type { Disturbance } from './disturbances.ts';

export interface Disturbed {
  readonly worker: Worker;
  readonly network: FaultProxy;
  readonly tabs: readonly CallingTab[];
  readonly log: ChaosLog;
}

/** More pages that load at once keep a slow machine busy with nothing else. */
const MOST_LOADING = 3;

/** Lets everything happen at its time, and resolves when the last of it is over. */
export async function disturb(plan: readonly Disturbance[], on: Disturbed): Promise<void> {
  const start = performance.now();
  const all: Promise<void>[] = [];
  let loading = 0;
  for (const disturbance of plan) {
    await delay(Math.max(0, start + disturbance.atMs - performance.now()));
    const loads = 'tab' in disturbance;
    if (loads && loading >= MOST_LOADING) continue;
    on.log.note('disturbance', disturbance);
    if (loads) loading += 1;
    all.push(
      happen(disturbance, on).finally(() => {
        if (loads) loading -= 1;
      }),
    );
  }
  await Promise.all(all);
}

async function happen(disturbance: Disturbance, { worker, network, tabs, log }: Disturbed): Promise<void> {
  const fromMs = Date.now();
  switch (disturbance.is) {
    case 'stop-worker':
      if (!worker.running) return;
      await worker.stop();
      log.workerStops.push({ fromMs, toMs: Date.now() });
      return;
    case 'network-away':
      await network.goAway();
      await delay(disturbance.forMs);
      await network.comeBack();
      log.awayTimes.push({ fromMs, toMs: Date.now() });
      return;
    case 'reload-tab':
      return tabs[disturbance.tab]?.reload();
    case 'replace-tab':
      return tabs[disturbance.tab]?.replace();
  }
}

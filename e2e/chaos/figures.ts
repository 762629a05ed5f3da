import { ANSWERED } from './caller-event.ts';
import type { ChaosLog } from './chaos-log.ts';
import { countEach, without } from './counts.ts';
import type { Verdict } from './ledger.ts';
import { type Cause, mostRotations, refreshCauses } from './refresh-causes.ts';
import type { Refreshes } from './refresh-outcomes.ts';

export interface Run {
  readonly log: ChaosLog;
  readonly verdict: Verdict;
  /** The texts of all notes on the server at the end. */
  readonly notes: readonly string[];
  readonly refreshes: Refreshes;
  readonly elapsedMs: number;
  readonly accessLifeMs: number;
}

export type Figures = ReturnType<typeof addUp>;

/** All that can be counted of a run. */
export function addUp({ log, verdict, notes, refreshes, elapsedMs, accessLifeMs }: Run) {
  const rotations: Record<Cause, number> = {
    expiry: 0,
    'worker death': 0,
    'lost answer': 0,
    none: 0,
    ...countEach(refreshCauses({ ...log, accessLifeMs })),
  };
  const deaths = log.workerStops.length;
  const lost = log.refreshes.filter(({ delivered }) => !delivered).length;
  return {
    seconds: Math.round(elapsedMs / 1000),
    calls: verdict.calls,
    answered: verdict.outcomes[ANSWERED] ?? 0,
    failed: without(verdict.outcomes, ANSWERED),
    abandonedWithTheirTab: verdict.abandoned,
    slowestMs: verdict.slowestMs,
    writesAttempted: verdict.attempted.size,
    writesAnswered: verdict.confirmed.size,
    notesOnServer: notes.length,
    workerDeaths: deaths,
    networkAway: log.awayTimes.length,
    requests: log.requests,
    faults: log.faults,
    refreshes,
    rotations,
    mostRotations: mostRotations(elapsedMs, accessLifeMs, deaths, lost),
  };
}

/** One figure a line; of several of a kind those that are not 0. */
export function inLines(figures: Figures): string {
  return Object.entries(figures)
    .map(([name, figure]) => `  ${words(name)}: ${typeof figure === 'number' ? figure : list(figure)}`)
    .join('\n');
}

const words = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

function list(figures: Readonly<Record<string, number>>): string {
  const some = Object.entries(figures).filter(([, figure]) => figure > 0);
  return some.map(([name, figure]) => `${figure} ${name}`).join(', ') || 'none';
}

import { between, pick, seeded } from '../harness/fault-proxy/seeded.ts';

/** One call that a tab is to make. */
export interface PlannedCall {
  readonly kind: 'who-am-i' | 'list' | 'write';
  readonly deadlineMs: number;
  /** Before the next one. */
  readonly pauseMs: number;
}

const CALLS = 200;

/** What one life of a tab, from a load to the next, does again and again; the same for the same arguments. */
export function plannedCalls(seed: string, tab: number, life: number): PlannedCall[] {
  return Array.from({ length: CALLS }, (_, n) => {
    const draw = (name: string) => seeded(seed, 'call', tab, life, n, name);
    return {
      kind: pick(draw('kind'), [
        [4, 'who-am-i'],
        [3, 'list'],
        [3, 'write'],
      ] as const),
      deadlineMs: pick(draw('deadline'), [
        [1, 2_000],
        [2, 10_000],
        [2, 25_000],
      ] as const),
      pauseMs: Math.round(between(draw('pause'), 50, 600)),
    };
  });
}

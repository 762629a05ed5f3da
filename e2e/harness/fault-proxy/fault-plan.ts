import { type Fault, noFault } from './fault.ts';
import { between, pick, seeded } from './seeded.ts';

/** Which fault meets the nth request (from 0) to a path. Pure, so that a run can be played again. */
export type FaultPlan = (path: string, n: number) => Fault;

export const noFaults: FaultPlan = () => noFault;

/**
 * Random faults that follow from the seed.
 * @param rate the share of requests, from 0 to 1, that meet one.
 */
export function randomFaults(seed: string, rate: number): FaultPlan {
  return (path, n) => {
    const draw = (name: string) => seeded(seed, 'fault', path, n, name);
    if (draw('whether') >= rate) return noFault;
    const kind = pick(draw('kind'), [
      [4, 'delay'],
      [2, 'drop-request'],
      [2, 'drop-answer'],
      [2, 'cut-body'],
      [2, 'gateway'],
      [2, 'duplicate'],
    ] as const);
    switch (kind) {
      case 'delay':
        return { is: 'delay', ms: Math.round(between(draw('ms'), 20, 1_000)) };
      case 'drop-request':
      case 'drop-answer':
      case 'cut-body':
        return { is: kind };
      case 'gateway':
        return {
          is: 'gateway',
          status: pick(draw('status'), [
            [1, 429],
            [1, 502],
            [1, 503],
          ] as const),
          retryAfterSeconds: draw('retry-after') < 0.5 ? 1 : null,
          serverActs: draw('acts') < 0.5,
        };
      case 'duplicate':
        return { is: 'duplicate', answer: draw('answer') < 0.5 ? 'first' : 'second' };
    }
  };
}

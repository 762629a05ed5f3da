import type { Sample } from '../server/sample.ts';
import { NOISY } from './rounds.ts';
import { type Spread, spread } from './statistics.ts';

/** One contestant over all rounds. */
export interface Summary {
  readonly name: string;
  readonly perSecond: Spread;
  /** The same, round by round. */
  readonly rounds: readonly number[];
  readonly p50Ms: Spread;
  readonly p99Ms: Spread;
  readonly cpuMicros: Spread | null;
  /** After the last round. */
  readonly memoryMiB: number | null;
  /** The largest share of either core that others had. */
  readonly others: number | null;
  /** Near 1 the load generator was the limit. */
  readonly generatorShare: number;
}

export function summarise(name: string, samples: readonly Sample[]): Summary {
  const of = (figure: (sample: Sample) => number) => spread(samples.map(figure));
  const ofKnown = (figure: (sample: Sample) => number | null) => {
    const known = samples.map(figure).filter((value) => value !== null);
    return known.length === 0 ? null : spread(known);
  };
  return {
    name,
    perSecond: of((sample) => sample.perSecond),
    rounds: samples.map((sample) => sample.perSecond),
    p50Ms: of((sample) => sample.p50Ms),
    p99Ms: of((sample) => sample.p99Ms),
    cpuMicros: ofKnown((sample) => sample.cpuMicros),
    memoryMiB: samples.at(-1)?.memoryMiB ?? null,
    others: ofKnown((sample) => sample.others)?.max ?? null,
    generatorShare: of((sample) => sample.generatorShare).median,
  };
}

/**
 * How many times as fast one is as another, compared round by round: what slows the machine down for minutes, as its
 * neighbours do, then slows down both.
 */
export function timesAsFast(one: Summary, other: Summary): Spread {
  return spread(one.rounds.map((perSecond, round) => perSecond / (other.rounds[round] ?? Number.NaN)));
}

export const isNoisy = ({ others }: Summary): boolean => (others ?? 0) > NOISY;

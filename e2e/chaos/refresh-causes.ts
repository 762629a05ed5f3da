/** One refresh that the server answered with a pair. */
export interface AnsweredRefresh {
  readonly atMs: number;
  /** Of the pair; a generation that was there before is a replay and no rotation. */
  readonly generation: number;
  /** Whether all of the answer went out to the browser. */
  readonly delivered: boolean;
}

/** Something that was so from one moment to another. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface Lived {
  readonly refreshes: readonly AnsweredRefresh[];
  readonly workerStops: readonly Span[];
  readonly awayTimes: readonly Span[];
  readonly accessLifeMs: number;
}

export type Cause = 'expiry' | 'worker death' | 'lost answer' | 'none';

/** The broker replaces a token at the earliest when a fifth of its life is left. */
const AHEAD_SHARE = 0.2;
/** How much later a request reaches the proxy than it left the broker, on a machine with more work than cores. */
const ON_THE_WAY_MS = 500;

/**
 * Why the server had to rotate, for each rotation but the first. After one rotation the next is right when the
 * access token has come to its end, or when it never came into storage: because the worker died, or because the
 * answer brought the cookie and then broke, so that only a further generation can bring a token again.
 */
export function refreshCauses(lived: Lived): Cause[] {
  const ordered = lived.refreshes.toSorted((one, other) => one.atMs - other.atMs);
  const first = new Map<number, AnsweredRefresh>();
  for (const refresh of ordered) {
    if (!first.has(refresh.generation)) first.set(refresh.generation, refresh);
  }
  const rotations = [...first.values()];
  return rotations.slice(1).map((rotation, n) => cause(lived, rotations[n] ?? rotation, rotation));
}

function cause(
  { refreshes, workerStops, awayTimes, accessLifeMs }: Lived,
  before: Moment,
  next: Moment,
): Cause {
  const between = ({ fromMs, toMs }: Span) => toMs >= before.atMs && fromMs <= next.atMs;
  const earliestMs = accessLifeMs * (1 - AHEAD_SHARE) - ON_THE_WAY_MS;
  if (next.atMs - before.atMs >= earliestMs) return 'expiry';
  if (workerStops.some(between)) return 'worker death';
  const broken = refreshes.some(
    ({ atMs, delivered }) => !delivered && atMs >= before.atMs && atMs <= next.atMs,
  );
  return broken || awayTimes.some(between) ? 'lost answer' : 'none';
}

type Moment = { readonly atMs: number };

/** The most rotations that so much time, so many deaths and so many lost answers can ask for. */
export function mostRotations(
  durationMs: number,
  accessLifeMs: number,
  deaths: number,
  lostAnswers: number,
): number {
  return 1 + Math.floor(durationMs / (accessLifeMs * (1 - AHEAD_SHARE))) + deaths + lostAnswers;
}

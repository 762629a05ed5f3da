import { between, seeded } from '../harness/fault-proxy/seeded.ts';

/** What happens around the calls, and when: milliseconds after the start. */
export type Disturbance = { readonly atMs: number } & (
  | { readonly is: 'stop-worker' }
  | { readonly is: 'network-away'; readonly forMs: number }
  | { readonly is: 'reload-tab'; readonly tab: number }
  /** The tab is closed and another one opened. */
  | { readonly is: 'replace-tab'; readonly tab: number }
);

/** Milliseconds from one to the next of a kind, at least and at most. */
const gaps = {
  // Often between two refreshes of a token that lives for 2 s, and often in the middle of one.
  'stop-worker': [200, 4_000],
  // Long enough for tokens to expire and backoffs to grow, with time to recover.
  'network-away': [4_000, 14_000],
  'reload-tab': [500, 3_500],
  'replace-tab': [500, 3_500],
} as const;
const awayMs = [200, 4_000] as const;

/** All disturbances of a run in the order of their time; the same for the same arguments. */
export function disturbances(
  seed: string,
  { durationMs, tabs }: { durationMs: number; tabs: number },
): Disturbance[] {
  const kinds = Object.keys(gaps) as (keyof typeof gaps)[];
  return kinds
    .flatMap((kind) => times(seed, kind, durationMs).map((atMs, n) => disturbance(seed, kind, atMs, n, tabs)))
    .sort((one, other) => one.atMs - other.atMs);
}

function times(seed: string, kind: keyof typeof gaps, durationMs: number): number[] {
  const [least, most] = gaps[kind];
  const all: number[] = [];
  for (let atMs = 0; ; ) {
    atMs += Math.round(between(seeded(seed, kind, 'gap', all.length), least, most));
    if (atMs >= durationMs) return all;
    all.push(atMs);
  }
}

function disturbance(
  seed: string,
  kind: keyof typeof gaps,
  atMs: number,
  n: number,
  tabs: number,
): Disturbance {
  switch (kind) {
    case 'stop-worker':
      return { atMs, is: kind };
    case 'network-away':
      return { atMs, is: kind, forMs: Math.round(between(seeded(seed, kind, 'for', n), ...awayMs)) };
    case 'reload-tab':
    case 'replace-tab':
      return { atMs, is: kind, tab: Math.floor(seeded(seed, kind, 'tab', n) * tabs) };
  }
}

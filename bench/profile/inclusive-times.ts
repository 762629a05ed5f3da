import { busySamples, type CpuProfile, placeOf, type SelfTime } from './self-times.ts';

/**
 * What the later half of a program's work went to, each function with all that it called: what a layer costs with what
 * it makes others do. Promises break a stack, so that what runs behind an `await` begins anew in its own function.
 */
export function inclusiveTimes(profile: CpuProfile): SelfTime[] {
  const nodes = new Map(profile.nodes.map((node) => [node.id, node]));
  const callers = new Map(
    profile.nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])),
  );
  const { samples, total } = busySamples(profile);
  const times = new Map<string, number>();
  for (const { id, time } of samples) {
    // A function that calls itself counts once.
    const places = new Set<string>();
    for (let at: number | undefined = id; at !== undefined; at = callers.get(at)) {
      const node = nodes.get(at);
      if (node !== undefined) places.add(placeOf(node.callFrame));
    }
    for (const place of places) times.set(place, (times.get(place) ?? 0) + time);
  }
  return [...times]
    .map(([where, time]) => ({ where, share: time / total }))
    .sort((a, b) => b.share - a.share);
}

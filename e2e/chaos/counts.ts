/** How often each text is there. */
export function countEach(all: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const each of all) counts[each] = (counts[each] ?? 0) + 1;
  return counts;
}

export function without(counts: Readonly<Record<string, number>>, name: string): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).filter(([each]) => each !== name));
}

/** How much each count has grown. */
export function subtract<Name extends string>(
  now: Readonly<Record<Name, number>>,
  before: Readonly<Record<Name, number>>,
): Record<Name, number> {
  const names = Object.keys(now) as Name[];
  return Object.fromEntries(names.map((name) => [name, now[name] - before[name]])) as Record<Name, number>;
}

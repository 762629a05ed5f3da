/** Spells a moment out: date and time of day, in this language and this machine's zone. `at` in ms since the epoch. */
export function formatMoment(at: number, language: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }).format(at);
}

const units: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
];

/**
 * How long ago, in words ("3 hours ago"); past 30 days the moment itself, since "97 days ago" tells nobody
 * anything. Under a minute, and for a server's clock that is a little ahead: "now". Both times in ms.
 */
export function formatAgo(at: number, now: number, language: string): string {
  const age = now - at;
  if (age > 30 * 86_400_000) return formatMoment(at, language);
  const words = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  for (const [unit, length] of units) {
    if (age >= length) return words.format(-Math.floor(age / length), unit);
  }
  return words.format(0, 'second');
}

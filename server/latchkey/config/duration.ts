import * as v from 'valibot';
import { type Millis, millis } from '../time/time.ts';

const second = 1_000;
const day = 86_400 * second;
const unitMillis = { s: second, m: 60 * second, h: 3_600 * second, d: day } as const;

export const seconds = (count: number): Millis => millis(count * second);
export const days = (count: number): Millis => millis(count * day);

const pattern = /^(?<count>\d{1,9})(?<unit>[smhd])?$/;

/** @returns the span that `300`, `2s`, `5m`, `12h` or `15d` means (no unit: seconds), or `null`. */
function parseDuration(text: string): Millis | null {
  const found = pattern.exec(text)?.groups;
  if (found === undefined) return null;
  const unit = (found.unit ?? 's') as keyof typeof unitMillis;
  return millis(Number(found.count) * unitMillis[unit]);
}

/** A schema for a span of time from `shortest` to `longest`, in milliseconds. */
export function duration(shortest: Millis, longest: Millis) {
  return v.pipe(
    v.string(),
    v.transform((text): number => parseDuration(text) ?? Number.NaN),
    v.minValue(shortest),
    v.maxValue(longest),
    v.transform(millis),
  );
}

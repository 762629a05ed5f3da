import * as v from 'valibot';

/** The first that matches wins: Edge and Opera also call themselves Chrome, and every Chrome calls itself Safari. */
const browsers: readonly (readonly [RegExp, string])[] = [
  [/Edg\//, 'Edge'],
  [/OPR\//, 'Opera'],
  [/Firefox\//, 'Firefox'],
  [/Chrome\//, 'Chrome'],
  [/Safari\//, 'Safari'],
];
const systems: readonly (readonly [RegExp, string])[] = [
  [/Windows/, 'Windows'],
  [/Android/, 'Android'],
  [/CrOS/, 'ChromeOS'],
  [/iPhone|iPad/, 'iOS'],
  [/Mac OS X/, 'macOS'],
  [/Linux/, 'Linux'],
];

/** How a client may name its device, for the owner's list of sessions. */
export const labelSchema = v.pipe(
  v.string(),
  v.maxLength(100, 'must have at most 100 characters'),
  v.transform((label) => label.replace(/[\p{C}\s]+/gu, ' ').trim()),
);

/** @returns what the client calls its device, or a name made from its `User-Agent`. */
export function deviceLabel(label: string | undefined, userAgent: string | undefined): string {
  if (label !== undefined && label !== '') return label;
  const named = (names: typeof browsers) => names.find(([pattern]) => pattern.test(userAgent ?? ''))?.[1];
  const [browser, system] = [named(browsers), named(systems)];
  if (browser === undefined) return system ?? 'Unknown device';
  return system === undefined ? browser : `${browser} on ${system}`;
}

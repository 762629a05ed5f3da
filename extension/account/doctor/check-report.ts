import type { Check } from 'latchkey/account';

/** How a check turned out. `open`: neither in order nor for the user to mend. */
export type Tone = 'good' | 'bad' | 'open';

export interface CheckedItem {
  readonly check: Check;
  readonly tone: Tone;
}

/** What to show of the doctor's checks: a cookie and a key in order mean nothing where nobody is signed in. */
export function checkReport(checks: readonly Check[]): CheckedItem[] {
  const nobody = checks.some(({ id, problem }) => id === 'session' && problem === 'signed-out');
  return checks
    .filter(({ id, ok }) => !nobody || (id !== 'cookie' && id !== 'key') || !ok)
    .map((check) => ({ check, tone: toneOf(check) }));
}

export const countBad = (items: readonly CheckedItem[]): number =>
  items.filter(({ tone }) => tone === 'bad').length;

/** Problems that follow from another one, or pass by themselves, or are what the user wants. */
const nothingToMend = ['unchecked', 'unknown', 'unconfirmed', 'signed-out'];

function toneOf({ ok, problem = '' }: Check): Tone {
  if (ok) return 'good';
  return nothingToMend.includes(problem) ? 'open' : 'bad';
}

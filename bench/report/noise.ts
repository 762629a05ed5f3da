import { NOISY } from '../measure/rounds.ts';
import { figure } from './table.ts';

/** What a reader must know of the machine before reading a figure; `null` where there is nothing. */
export function noiseWarning(shares: readonly (number | null)[]): string | null {
  const known = shares.filter((share) => share !== null);
  const noisy = known.filter((share) => share > NOISY);
  if (known.length === 0) return 'This system does not tell who else was at work, so look at min-max.';
  if (noisy.length === 0) return null;
  return (
    `TOO NOISY TO TELL: other work had up to ${figure(Math.max(...noisy) * 100, 0)} % of a core in ` +
    `${noisy.length} of ${known.length} measurements, after two repetitions each. Whoever took turns had the same ` +
    'noise, so a large ratio says something and a small one nothing. Run it again on a machine that does nothing else.'
  );
}

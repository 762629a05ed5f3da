import type { BothWays } from '../jose/jose-part.ts';
import { figure, table } from './table.ts';

/** Above this a signer and verifier of our own earns its place. */
export const WORTH_IT = 2;

export function joseTable(operations: readonly BothWays[]): string {
  return table(
    ['50 at once, each', 'node:crypto µs', 'jose µs', 'ratio'],
    operations.map(({ what, oursMicros, joseMicros }) => [
      what,
      figure(oursMicros, 1),
      figure(joseMicros, 1),
      figure(joseMicros / oursMicros),
    ]),
  );
}

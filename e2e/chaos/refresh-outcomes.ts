import type { RefreshLabel } from 'latchkey-server/testing';
import type { Server } from '../../server/testing/server.ts';

/** How many refreshes have come to what, by the server's own count. */
export type Refreshes = Readonly<Record<RefreshLabel, number>>;

const labels: readonly RefreshLabel[] = [
  'rotated',
  'replayed',
  'superseded',
  'proof-refused',
  'unavailable',
  'healed',
  'reuse',
  'dead',
  'key-mismatch',
];

export async function countRefreshes(server: Server): Promise<Refreshes> {
  const counts = labels.map(async (outcome) => {
    return [outcome, await server.count('latchkey_refresh_total', { outcome })] as const;
  });
  return Object.fromEntries(await Promise.all(counts)) as Refreshes;
}

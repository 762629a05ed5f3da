import type { Server } from '../../server/testing/server.ts';
import { until } from '../../server/testing/until.ts';

/** For a server that a test starts with: its access tokens are dead soon. */
export const shortLife = { LATCHKEY_ACCESS_TTL: '2s' };

/**
 * Waits until every access token from a server with {@link shortLife} has expired. The server's next ones live
 * long: were they short too, a slow machine could spend their life on the next step, and one more refresh than
 * a test counts with would be right.
 */
export async function expireAccessToken(server: Server): Promise<void> {
  await server.stop();
  const issuedBefore = performance.now();
  await server.start({ LATCHKEY_ACCESS_TTL: '5m' });
  // Tokens have whole seconds, which round up.
  await until('the access token has expired', () => performance.now() > issuedBefore + 3_000);
}

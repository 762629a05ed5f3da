import type { Grant } from './grant.ts';

/** What a server's whole seconds, and an estimate of its clock, may be off. */
const SLACK_MS = 5_000;

/**
 * Whether the session that a cookie brought can be of the sign-in whose answer was lost. The cookie may as well be of
 * an older session in this browser, and then whoever has just typed a name would be in somebody else's account.
 * @param triedAtMs by this machine's clock
 * @param clockOffsetMs the server's clock minus this machine's
 */
export function isOfThisTry({ session }: Grant, triedAtMs: number, clockOffsetMs: number): boolean {
  return session === null || session.signedInAtMs >= triedAtMs + clockOffsetMs - SLACK_MS;
}

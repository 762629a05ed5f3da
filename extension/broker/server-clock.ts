/** Two seconds: the Date header has whole ones, and the answer was on its way for some time. */
const PRECISION_MS = 2_000;

/**
 * How far the server's clock is ahead of this machine's, from the Date header of an answer (RFC 9110 section
 * 6.6.1) that was asked for at `sentAtMs` and came at `receivedAtMs`.
 * @returns `null` when the header says nothing new.
 */
export function clockOffset(
  date: string | null,
  sentAtMs: number,
  receivedAtMs: number,
  beforeMs: number,
): number | null {
  const serverMs = date === null ? Number.NaN : Date.parse(date);
  if (Number.isNaN(serverMs)) return null;
  // The header is cut to the second, so that half a second is missing on average.
  const offset = Math.round(serverMs + 500 - (sentAtMs + receivedAtMs) / 2);
  return Math.abs(offset - beforeMs) > PRECISION_MS ? offset : null;
}

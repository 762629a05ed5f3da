/**
 * How far the server's clock is ahead of this machine's, from the Date header of an answer (RFC 9110 section
 * 6.6.1) that was asked for at `sentAtMs` and came at `receivedAtMs`. The header has whole seconds and was
 * written somewhere in between, so that it allows for a range: what is known stays while it is in there.
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
  const leastMs = serverMs - receivedAtMs;
  const mostMs = serverMs + 1_000 - sentAtMs;
  if (leastMs <= beforeMs && beforeMs <= mostMs) return null;
  return Math.round((leastMs + mostMs) / 2);
}

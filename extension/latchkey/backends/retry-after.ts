/** Milliseconds from either form of Retry-After (RFC 9110 section 10.2.3), the date by the server's clock. */
export function retryAfter(header: string | null, serverNowMs: number): number | null {
  if (header === null) return null;
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - serverNowMs;
  return Number.isNaN(ms) ? null : Math.max(0, ms);
}

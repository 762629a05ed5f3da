export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/** Milliseconds since the epoch; the server writes RFC 3339. @throws TypeError when it is none */
export function moment(value: unknown): number {
  const at = Date.parse(String(value));
  if (Number.isNaN(at)) throw new TypeError('not a time');
  return at;
}

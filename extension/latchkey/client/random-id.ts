/**
 * 128 random bits, for a call's id or an idempotency key. `crypto.randomUUID` does not exist on plain http pages,
 * where content scripts run too.
 *
 * @example
 * await client.fetch('/api/clips', { method: 'POST', body, idempotencyKey: randomId() });
 */
export function randomId(): string {
  return crypto.getRandomValues(new Uint32Array(4)).join('-');
}

/** @returns why something failed, for the middle of a sentence */
export function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  // Of a host with several addresses each attempt has a reason, and the sum of them no words.
  if (cause instanceof AggregateError && cause.message === '') return cause.errors.map(reasonOf).join(', ');
  return cause.message.replace(/\.+$/, '');
}

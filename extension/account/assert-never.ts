/**
 * Ends an exhaustive switch: a case that was forgotten does not compile, and a value that only a newer half
 * of the system knows does not break the screen.
 */
export function assertNever<T>(_left: never, fallback: T): T {
  return fallback;
}

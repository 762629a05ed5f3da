/** The command was called in a way that it can not be; its usage is shown. */
export class UsageError extends Error {
  override name = 'UsageError' as const;
}

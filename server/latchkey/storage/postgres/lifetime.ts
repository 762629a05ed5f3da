/** So many milliseconds from now on, by the database's clock; `null` is never. */
export const after = (milliseconds: string) =>
  `clock_timestamp() + ${milliseconds}::float8 * interval '1 millisecond'`;
/**
 * Rounded up, so that a rotation, which does not move a session's end, finds the same end again although its request
 * took a little longer than the one before: a column that is set to another value is written to its index too.
 */
export const afterRounded = (milliseconds: string) =>
  `date_trunc('minute', ${after(milliseconds)}) + interval '1 minute'`;

import * as v from 'valibot';

/** Who somebody is, as every answer says it. */
export const userSchema = v.pipe(
  v.object({ id: v.string(), username: v.string() }),
  v.metadata({ ref: 'User' }),
);

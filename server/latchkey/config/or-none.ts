import * as v from 'valibot';

/** A setting that may be left out: `null` for an empty text, else what the schema makes of it. */
export const orNone = <Value>(schema: v.GenericSchema<string, Value>) =>
  v.union([
    v.pipe(
      v.literal(''),
      v.transform(() => null),
    ),
    schema,
  ]);

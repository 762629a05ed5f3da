import * as v from 'valibot';

const keySet = v.object({
  keys: v.pipe(
    v.array(v.looseObject({ kid: v.pipe(v.string(), v.minLength(1)), kty: v.string() })),
    v.minLength(1),
  ),
});

/** Signing keys given in the environment; what each key must be is checked where keys are loaded. */
export type SigningKeySet = v.InferOutput<typeof keySet>;

/** A JSON Web Key Set (RFC 7517 section 5) as text; empty text is `null`. */
export const signingKeySet = v.pipe(
  v.string(),
  v.rawTransform<string, SigningKeySet | null>(({ dataset, addIssue, NEVER }) => {
    if (dataset.value === '') return null;
    const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), keySet), dataset.value);
    if (parsed.success) return parsed.output;
    addIssue({ message: 'not a key set' });
    return NEVER;
  }),
);

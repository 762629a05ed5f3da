import * as v from 'valibot';
import { userSchema } from './user.ts';

/** RFC 6749 section 5.1, with whom it is for; `token-pair.ts` makes it. */
export const tokenResponseSchema = v.pipe(
  v.object({
    access_token: v.string(),
    token_type: v.literal('Bearer'),
    expires_in: v.pipe(v.number(), v.description('Seconds')),
    scope: v.string(),
    user: userSchema,
    session_id: v.string(),
    signed_in_at: v.pipe(v.number(), v.description('Seconds since the epoch')),
    receipt: v.pipe(v.string(), v.description('To be kept and sent with the next refresh')),
  }),
  v.metadata({ ref: 'TokenResponse' }),
);

/**
 * What a sign-in or a refresh is answered with.
 * @interface
 */
export type TokenResponse = v.InferOutput<typeof tokenResponseSchema>;

import { Hono } from 'hono';
import * as v from 'valibot';
import type { AccessEnv, RequireAccess } from '../middleware/require-access.ts';
import { describe } from '../openapi/describe.ts';

/** Who somebody is, as every answer says it. */
export const userSchema = v.pipe(
  v.object({ id: v.string(), username: v.string() }),
  v.metadata({ ref: 'User' }),
);

/** GET /api/me: whose token this is. */
export function meRoute({ requireAccess }: { readonly requireAccess: RequireAccess }) {
  return new Hono<AccessEnv>().get(
    '/api/me',
    describe(
      {
        tag: 'Account',
        auth: 'access token',
        summary: 'Who is signed in',
        success: { status: 200, is: 'The user', schema: userSchema },
        problems: ['invalid_token', 'insufficient_scope', 'storage_unavailable'],
      },
      requireAccess({ scopes: ['profile'] }),
    ),
    (c) => {
      const { userId, username } = c.get('access');
      return c.json({ id: userId as string, username });
    },
  );
}

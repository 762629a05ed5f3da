import { Hono } from 'hono';
import type { AccessEnv, RequireAccess } from '../middleware/require-access.ts';
import { describe } from '../openapi/describe.ts';
import { userSchema } from '../response/user.ts';

/** GET /api/me: whose token this is. */
export function meRoute({ requireAccess }: { readonly requireAccess: RequireAccess }) {
  return new Hono<AccessEnv>().get(
    '/api/me',
    describe(
      {
        tag: 'Account',
        auth: 'access token',
        summary: 'Who is signed in',
        success: { status: 200, description: 'The user', schema: userSchema },
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

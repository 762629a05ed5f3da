import { Hono } from 'hono';
import * as v from 'valibot';
import { Problem } from '../../errors/problem.ts';
import type { AccessTokens } from '../../tokens/access-token.ts';
import { formatScope, mayDelegate, type Scopes } from '../../tokens/scope.ts';
import type { AccessEnv, RequireAccess } from '../middleware/require-access.ts';
import { describe } from '../openapi/describe.ts';
import { json } from '../request/validate.ts';

export interface TokenRouteDeps {
  readonly requireAccess: RequireAccess;
  readonly accessTokens: AccessTokens;
  readonly scopes: Scopes;
}

const body = v.strictObject({ scope: v.pipe(v.string(), v.minLength(1), v.maxLength(200)) });

const answer = v.object({
  access_token: v.string(),
  token_type: v.literal('Bearer'),
  expires_in: v.pipe(v.number(), v.description('Seconds')),
  scope: v.string(),
});

/**
 * What `POST /auth/token` is answered with.
 * @interface
 */
export type CapabilityTokenResponse = v.InferOutput<typeof answer>;

/** POST /auth/token: a capability token, narrower than the access token and gone within a minute. */
export function tokenRoute({ requireAccess, accessTokens, scopes }: TokenRouteDeps) {
  return new Hono<AccessEnv>().post(
    '/auth/token',
    describe(
      {
        tag: 'Session',
        auth: 'access token',
        summary: 'A capability token: narrower than the access token, for a minute at most',
        success: { status: 200, description: 'The token', schema: answer },
        problems: ['invalid_request', 'invalid_token', 'insufficient_scope'],
      },
      requireAccess({ kinds: ['access'] }),
    ),
    json(body),
    (c) => {
      const { token: claims, scopes: held } = c.var.access;
      const wanted = scopes.parse(c.req.valid('json').scope);
      if (wanted === null) {
        const errors = [{ field: 'scope', message: 'names a scope that does not exist' }];
        throw new Problem('invalid_request', { extensions: { errors } });
      }
      if (!mayDelegate(wanted, held)) {
        throw new Problem('insufficient_scope', {
          detail: 'A capability token holds only scopes that the access token has, and never "account".',
        });
      }
      const { token, expiresInSeconds } = accessTokens.issueCapability(claims, wanted);
      c.header('Cache-Control', 'no-store');
      return c.json({
        access_token: token,
        token_type: 'Bearer' as const,
        expires_in: expiresInSeconds,
        scope: formatScope(wanted),
      });
    },
  );
}

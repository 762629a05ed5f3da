import { type Context, Hono } from 'hono';
import { auth } from 'hono/utils/basic-auth';
import * as v from 'valibot';
import type { IntrospectionClient } from '../../config/introspection-clients.ts';
import { equalSecrets } from '../../crypto/equal-secrets.ts';
import { Problem } from '../../errors/problem.ts';
import type { AccessClaims, AccessTokens } from '../../tokens/access-token.ts';
import { formatScope } from '../../tokens/scope.ts';
import type { VerifiedTokens } from '../../tokens/verified-tokens.ts';
import type { LivingSessions } from '../living-sessions.ts';
import { heldScopes } from '../middleware/require-access.ts';
import { describe } from '../openapi/describe.ts';
import { form } from '../request/validate.ts';

export interface IntrospectRouteDeps {
  readonly clients: readonly IntrospectionClient[];
  readonly verified: VerifiedTokens;
  readonly livingSessions: LivingSessions;
  readonly accessTokens: Pick<AccessTokens, 'issuer' | 'audience'>;
}

export const INTROSPECT = '/auth/introspect';

/** What else a client sends is for other kinds of tokens, of which there are none here. */
const body = v.object({
  token: v.pipe(v.string(), v.minLength(1, 'is missing'), v.maxLength(8_192, 'is too long')),
  token_type_hint: v.optional(v.string()),
});

const answer = v.pipe(
  v.looseObject({
    active: v.pipe(v.boolean(), v.description('Nothing else is said of a token that is not')),
    scope: v.optional(v.string()),
    username: v.optional(v.string()),
    token_type: v.optional(v.literal('Bearer')),
    exp: v.optional(v.pipe(v.number(), v.description('Seconds since the epoch'))),
    sub: v.optional(v.string()),
    aud: v.optional(v.array(v.string())),
    iss: v.optional(v.string()),
    sid: v.optional(v.pipe(v.string(), v.description('The session'))),
  }),
  v.metadata({ ref: 'Introspection' }),
);

/**
 * POST /auth/introspect (RFC 7662): whether an access token is good at this moment, for a service in any language. A
 * signature can be checked by the key set alone; that a session has ended can not.
 */
export function introspectRoute(deps: IntrospectRouteDeps) {
  return new Hono().post(
    INTROSPECT,
    describe(
      {
        tag: 'Operation',
        auth: 'client',
        summary: 'Whether an access token is good now (RFC 7662)',
        description: 'For services that are named in `LATCHKEY_INTROSPECTION_CLIENTS`, by HTTP Basic.',
        success: { status: 200, description: 'What the token is good for, if it is', schema: answer },
        problems: ['invalid_request', 'invalid_client', 'unsupported_media_type', 'storage_unavailable'],
      },
      async (c, next) => {
        requireClient(c, deps.clients);
        await next();
      },
    ),
    form(body),
    async (c) => {
      const claims = verify(deps, c.req.valid('form').token);
      if (claims === null) return c.json({ active: false });
      const record = await deps.livingSessions.now(claims).catch(ifInvalid);
      if (record === null) return c.json({ active: false });
      return c.json({
        ...record.claims,
        active: true,
        scope: formatScope(heldScopes(claims, record)),
        username: record.username,
        token_type: 'Bearer' as const,
        exp: claims.expiresAt / 1000,
        sub: record.uid as string,
        aud: [...deps.accessTokens.audience],
        iss: deps.accessTokens.issuer,
        sid: record.sid as string,
      });
    },
  );
}

/** @throws {Problem} `invalid_client` (RFC 6749 section 5.2) */
function requireClient(c: Context, clients: readonly IntrospectionClient[]): void {
  const given = auth(c.req.raw);
  const client = clients.find(({ id }) => id === given?.username);
  if (client !== undefined && given !== undefined && equalSecrets(client.secret, given.password)) return;
  throw new Problem('invalid_client', { detail: 'A client of LATCHKEY_INTROSPECTION_CLIENTS is needed.' });
}

function verify({ verified }: IntrospectRouteDeps, token: string): AccessClaims | null {
  try {
    return verified.verify(token);
  } catch (cause) {
    return ifInvalid(cause);
  }
}

function ifInvalid(cause: unknown): null {
  if (cause instanceof Problem && cause.code === 'invalid_token') return null;
  throw cause;
}

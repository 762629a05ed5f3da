import { type Context, Hono } from 'hono';
import * as v from 'valibot';
import { type AccountWay, signInWayOf } from '../../accounts/account-way.ts';
import { type AccountWays, waysOf } from '../../accounts/account-ways.ts';
import type { Accounts } from '../../accounts/accounts.ts';
import type { Identity } from '../../accounts/identity.ts';
import type { Proofs } from '../../dpop/verify-proof.ts';
import { Problem } from '../../errors/problem.ts';
import type { SignInWay } from '../../flows/way.ts';
import type { Observer } from '../../observability/observer.ts';
import type { RateLimits } from '../../rate-limits/limits.ts';
import type { SessionCache } from '../../session/session-cache.ts';
import { toRfc3339 } from '../../time/time.ts';
import type { Access, AccessEnv, RequireAccess } from '../middleware/require-access.ts';
import { type OpenFlowDeps, openedEntries, openFlow } from '../open-flow.ts';
import { describe } from '../openapi/describe.ts';
import { deviceLabel } from '../request/device-label.ts';
import { idParam } from '../request/id-param.ts';
import type { PublicPaths } from '../request/public-path.ts';
import { json } from '../request/validate.ts';

export interface AccountWaysRouteDeps extends OpenFlowDeps {
  readonly requireAccess: RequireAccess;
  readonly ways: readonly SignInWay[];
  readonly accounts: Pick<Accounts, 'find'>;
  readonly accountWays: Pick<AccountWays, 'remove'>;
  readonly proofs: Proofs;
  readonly sessionCache: Pick<SessionCache, 'read'>;
  readonly rateLimits: Pick<RateLimits, 'consumeFlow'>;
  readonly publicPaths: PublicPaths;
  readonly observer: Pick<Observer, 'wayRemoved'>;
  readonly clientAddress: (c: Context) => string;
}

const answer = v.object({
  password: v.pipe(v.boolean(), v.description('Whether the account has a password that the server takes')),
  ways: v.array(
    v.object({
      id: v.string(),
      way: v.pipe(v.string(), v.description('The id of the way of signing in, as in /auth/ways')),
      name: v.string(),
      created_at: v.string(),
      last_used_at: v.string(),
    }),
  ),
});

const beginSchema = v.strictObject({
  purpose: v.picklist(['add-way', 'remove-account']),
  way: v.optional(v.pipe(v.string(), v.maxLength(64, 'is too long'))),
});

const begunSchema = v.object(openedEntries);

/** /auth/account/ways and /auth/account/flows: how an account is signed in to, and the pages that change it. */
export function accountWaysRoute(deps: AccountWaysRouteDeps) {
  const { ways, accounts, accountWays, clientAddress } = deps;
  const account = deps.requireAccess({ scopes: ['account'], kinds: ['access'] });
  const takesPasswords = ways.some(({ kind }) => kind === 'password');
  const isOffered = (way: AccountWay) => ways.some(({ id }) => id === signInWayOf(way));

  return new Hono<AccessEnv>()
    .get(
      '/auth/account/ways',
      describe({
        tag: 'Account',
        auth: 'access token',
        summary: 'How the account can be signed in to',
        success: { status: 200, description: 'The ways, the oldest first', schema: answer },
        problems: ['invalid_token', 'insufficient_scope', 'not_found'],
      }),
      account,
      async (c) => {
        const user = await accounts.find(c.var.access.username);
        if (user?.id !== c.var.access.userId) throw new Problem('not_found');
        return c.json({
          password: takesPasswords && user.password !== null,
          ways: waysOf(user).map((way) => ({
            id: way.id,
            way: signInWayOf(way),
            name: way.name,
            created_at: toRfc3339(way.createdAt),
            last_used_at: toRfc3339(way.lastUsedAt),
          })),
        });
      },
    )
    .delete(
      '/auth/account/ways/:id',
      describe({
        tag: 'Account',
        auth: 'access token',
        summary: 'Removes a way of signing in from the account, unless it is the last',
        success: { status: 204, description: 'Nobody signs in by it any more' },
        problems: [
          'invalid_token',
          'insufficient_scope',
          'origin_not_allowed',
          'not_found',
          'last_way',
          'account_changed',
        ],
      }),
      account,
      idParam('is no id of a way'),
      async (c) => {
        const owner = ownerOf(c.var.access);
        const { id } = c.req.valid('param');
        const removed = await accountWays.remove(owner, id, isOffered, takesPasswords);
        const by = { by: 'user', user: owner.id, address: clientAddress(c) } as const;
        deps.observer.wayRemoved(by, signInWayOf(removed));
        return c.body(null, 204);
      },
    )
    .post(
      '/auth/account/flows',
      describe(
        {
          tag: 'Account',
          auth: 'access token',
          summary: 'Opens a page on which a way is added, or the account removed after signing in once more',
          description:
            "Needs a proof of the session's own key as well. The cookie that comes with the answer ties the page to this browser.",
          success: { status: 201, description: 'The page', schema: begunSchema },
          problems: [
            'invalid_request',
            'invalid_token',
            'insufficient_scope',
            'invalid_dpop_proof',
            'use_dpop_nonce',
            'origin_not_allowed',
            'not_found',
            'rate_limited',
          ],
        },
        account,
      ),
      json(beginSchema),
      async (c) => {
        const { purpose, way = null } = c.req.valid('json');
        if (
          way !== null &&
          !ways.some(({ id, kind }) => id === way && (kind === 'passkey' || kind === 'redirect'))
        ) {
          throw new Problem('not_found', { detail: 'This way of signing in is not offered.' });
        }
        const { sessionId: session } = c.var.access;
        const proof = deps.proofs.verify(c.req.header('DPoP'), c.req.method, deps.publicPaths.of(c));
        // A token alone, which may have leaked, opens no lasting way into the account.
        if ((await deps.sessionCache.read(session))?.jkt !== proof.jkt) {
          throw new Problem('invalid_dpop_proof', { detail: "The proof is not of the session's key." });
        }
        await deps.rateLimits.consumeFlow(clientAddress(c));
        await deps.proofs.spend(proof);
        const { page } = await openFlow(deps, c, {
          jkt: proof.jkt,
          purpose: { type: purpose, owner: ownerOf(c.var.access), session },
          way,
          label: deviceLabel(undefined, c.req.header('User-Agent')),
        });
        return c.json(page, 201);
      },
    );
}

const ownerOf = ({ userId, username }: Access): Identity => ({ id: userId, username });

import { type Context, Hono } from 'hono';
import * as v from 'valibot';
import type { Owners } from '../../accounts/owners.ts';
import type { Proof, Proofs } from '../../dpop/verify-proof.ts';
import { Problem } from '../../errors/problem.ts';
import type { AuditLine, Observer } from '../../observability/observer.ts';
import type { RateLimits } from '../../rate-limits/limits.ts';
import { labelOf, type RefreshOutcome, refreshSession } from '../../refresh/refresh-session.ts';
import { recordRefusedAttempt } from '../../refresh/refused-attempts.ts';
import type { ClockTrust } from '../../session/clock-trust.ts';
import type { SessionRecord } from '../../session/record.ts';
import type { SessionCache } from '../../session/session-cache.ts';
import type { Sessions } from '../../session/sessions.ts';
import type { DeadReason } from '../../session/transition.ts';
import type { Store } from '../../storage/store.ts';
import type { Clock } from '../../time/time.ts';
import type { RefreshTokens } from '../../tokens/refresh-token.ts';
import { describe } from '../openapi/describe.ts';
import type { PublicPaths } from '../request/public-path.ts';
import { type PresentedToken, readRefreshTokens } from '../request/refresh-tokens.ts';
import { json } from '../request/validate.ts';
import type { RefreshCookie } from '../response/refresh-cookie.ts';
import type { RespondWithTokens } from '../response/token-pair.ts';
import { tokenResponseSchema } from '../response/token-response.ts';

export interface RefreshRouteDeps {
  readonly cookie: RefreshCookie;
  readonly refreshTokens: RefreshTokens;
  readonly proofs: Proofs;
  readonly publicPaths: PublicPaths;
  readonly sessions: Sessions;
  readonly owners: Pick<Owners, 'now'>;
  readonly sessionCache: SessionCache;
  readonly store: Store;
  readonly clock: Clock;
  readonly clockTrusted: ClockTrust;
  readonly observer: Pick<Observer, 'refreshed' | 'sessionEnded'>;
  readonly respondWithTokens: RespondWithTokens;
  readonly rateLimits: Pick<RateLimits, 'consumeRefusal' | 'tryConsumeRefusal'>;
  readonly clientAddress: (c: Context) => string;
}

const body = v.strictObject({
  receipt: v.optional(v.pipe(v.string(), v.maxLength(100, 'is too long'))),
});

/** POST /auth/refresh: the cookie and a proof for a new pair. 401 is the final verdict and nothing else is. */
export function refreshRoute(deps: RefreshRouteDeps) {
  return new Hono().post(
    '/auth/refresh',
    describe({
      tag: 'Session',
      auth: 'cookie and proof',
      summary: 'A new pair for the session of the cookie',
      description: '401 is final: the session has ended. Every other failure leaves it as it was.',
      success: {
        status: 200,
        description: 'The pair; the refresh token is in the cookie',
        schema: tokenResponseSchema,
        cookie: true,
      },
      problems: [
        'invalid_grant',
        'superseded',
        'invalid_dpop_proof',
        'use_dpop_nonce',
        'origin_not_allowed',
        'rate_limited',
        'storage_unavailable',
        'keys_outdated',
        'clock_doubted',
      ],
    }),
    json(body),
    async (c) => {
      const address = deps.clientAddress(c);
      const presented = await requireRefreshTokens(deps, c);
      let outcome: RefreshOutcome;
      let former: boolean;
      try {
        const proof = deps.proofs.verify(c.req.header('DPoP'), c.req.method, deps.publicPaths.of(c));
        const [session] = await Promise.all([findSession(deps, presented, proof), deps.proofs.spend(proof)]);
        former = session.former;
        const { receipt } = c.req.valid('json');
        outcome = await refreshSession(deps, session.record, session.claims, proof, receipt);
        if (outcome.type === 'dead' && outcome.reason === 'expired') requireTrustedClock(deps);
      } catch (cause) {
        await observeFailure(deps, cause, address);
        throw cause;
      }
      const line = outcome.type === 'dead' ? await consumeRefusal(deps, outcome.reason, address) : 'written';
      deps.observer.refreshed(labelOf(outcome), outcome.record, address, line);
      return answer(deps, c, { outcome, former }, address);
    },
  );
}

/** The refresh guard: it looks at the cookie and at nothing else. @throws {Problem} `invalid_grant` */
async function requireRefreshTokens(deps: RefreshRouteDeps, c: Context): Promise<readonly PresentedToken[]> {
  const presented = await readRefreshTokens(deps, c);
  switch (presented.type) {
    case 'genuine':
      return presented.tokens;
    case 'none':
    // The cookie stays: what can not be read need not be worthless, and the verdict is in the answer.
    case 'invalid':
      throw ended('unknown');
    case 'expired':
      requireTrustedClock(deps);
      deps.cookie.clear(c);
      throw ended('expired');
  }
}

/** That a session has expired is final for its client. @throws {Problem} `clock_doubted` */
function requireTrustedClock({ clockTrusted }: RefreshRouteDeps): void {
  if (clockTrusted()) return;
  throw new Problem('clock_doubted', {
    detail: 'The session may have expired, or the clock is wrong. Keep it, and ask again later.',
    retryAfterMs: 60_000,
  });
}

interface FoundSession extends PresentedToken {
  readonly record: SessionRecord | null;
}

/**
 * Of several that are presented the one that is bound to the proof's key; where none is, the first that can be no other
 * extension's: whoever has lost a key is told so, and whoever has only come by is no thief.
 */
async function findSession(
  { sessionCache }: RefreshRouteDeps,
  presented: readonly PresentedToken[],
  { jkt }: Proof,
): Promise<FoundSession> {
  const found = await Promise.all(
    presented.map(async ({ claims, former }) => ({
      claims,
      former,
      record: sessionCache.getCached(claims.sid) ?? (await sessionCache.read(claims.sid)),
    })),
  );
  const session = found.find(({ record }) => record?.jkt === jkt) ?? found.find(({ former }) => !former);
  if (session === undefined) throw ended('unknown');
  return session;
}

/**
 * Nothing has changed when this is called. A refused proof costs its sender nothing, so it is counted against the
 * address before a line is written of it.
 * @throws {Problem} `rate_limited` in place of `invalid_dpop_proof` when there were too many
 */
async function observeFailure(
  { rateLimits, observer }: RefreshRouteDeps,
  cause: unknown,
  address: string,
): Promise<void> {
  if (!(cause instanceof Problem)) return;
  if (cause.code === 'invalid_dpop_proof') {
    await rateLimits.consumeRefusal(address);
    observer.refreshed('proof-refused', null, address, 'written');
  }
  if (cause.code === 'storage_unavailable') observer.refreshed('unavailable', null, address, 'written');
}

/**
 * A flood of refusals must not become one of audit lines. A final verdict is told all the same; a refusal of a key
 * that is not the session's can wait.
 * @throws {Problem} `rate_limited`
 */
async function consumeRefusal(
  { rateLimits }: RefreshRouteDeps,
  reason: DeadReason,
  address: string,
): Promise<AuditLine> {
  if (reason !== 'key-mismatch')
    return (await rateLimits.tryConsumeRefusal(address)) ? 'written' : 'left out';
  await rateLimits.consumeRefusal(address);
  return 'written';
}

async function answer(
  deps: RefreshRouteDeps,
  c: Context,
  { outcome, former }: { readonly outcome: RefreshOutcome; readonly former: boolean },
  address: string,
) {
  switch (outcome.type) {
    case 'rotated':
    case 'healed':
    case 'replayed':
      return deps.respondWithTokens(c, outcome.record, 200, former);
    case 'superseded':
      throw new Problem('superseded', {
        detail: 'The session goes on. Refresh again with the cookie as it is now.',
        retryAfterMs: 1_000,
      });
    case 'disowned':
      deps.observer.sessionEnded('admin', outcome.record, address);
      deps.cookie.clear(c, former);
      throw ended('admin');
    case 'reuse':
      deps.observer.sessionEnded('reuse', outcome.record, address);
      deps.cookie.clear(c, former);
      throw ended('reuse');
    case 'dead':
      if (outcome.reason !== 'key-mismatch') {
        deps.cookie.clear(c, former);
      } else if (outcome.record !== null) {
        await recordRefusedAttempt(deps.store, outcome.record, address, deps.clock());
      }
      throw ended(outcome.reason);
  }
}

function ended(reason: DeadReason): Problem {
  return new Problem('invalid_grant', { detail: sentences[reason], extensions: { reason } });
}

const sentences: Record<DeadReason, string> = {
  unknown: 'No session belongs to this request. Sign in.',
  logout: 'The user has signed out. Sign in again.',
  expired: 'The session was not used for too long, or has reached its end. Sign in again.',
  reuse: 'The refresh token was used in two places, so the session was ended. Sign in again.',
  admin: 'The session was ended by the operator. Sign in again.',
  password: 'The password was changed, which ended this session. Sign in again.',
  'key-mismatch': 'The proof was made with another key than the one this session is bound to. Sign in again.',
};

import { type Context, Hono } from 'hono';
import * as v from 'valibot';
import type { Proofs } from '../../dpop/verify-proof.ts';
import { Problem } from '../../errors/problem.ts';
import type { Protection } from '../../rate-limits/limits.ts';
import { countingRefusedProofs } from '../../rate-limits/refused-proofs.ts';
import type { RefreshLabel, SessionObserver } from '../../session/observer.ts';
import { type RefreshOutcome, refreshSession } from '../../session/refresh.ts';
import { recordRefusedAttempt } from '../../session/refused-attempts.ts';
import type { LiveSessions } from '../../session/session-cache.ts';
import type { Sessions } from '../../session/sessions.ts';
import type { DeadReason } from '../../session/transition.ts';
import type { Store } from '../../storage/store.ts';
import type { Clock } from '../../time/time.ts';
import type { RefreshClaims, RefreshTokens } from '../../tokens/refresh-token.ts';
import { describe } from '../openapi/describe.ts';
import type { RefreshCookie } from '../refresh-cookie.ts';
import { shownTokens } from '../request/refresh-cookies.ts';
import { json } from '../request/validate.ts';
import type { AnswerWithPair } from '../response/token-pair.ts';
import { tokenAnswerSchema } from '../response/token-response.ts';

export interface RefreshRouteDeps {
  readonly cookie: RefreshCookie;
  readonly refreshTokens: RefreshTokens;
  readonly proofs: Proofs;
  readonly sessions: Sessions;
  readonly live: LiveSessions;
  readonly store: Store;
  readonly clock: Clock;
  readonly observer: SessionObserver;
  readonly answerWithPair: AnswerWithPair;
  readonly protection: Pick<Protection, 'refusal' | 'mayRecord'>;
  readonly address: (c: Context) => string;
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
      success: { status: 200, is: 'The pair; the refresh token is in the cookie', schema: tokenAnswerSchema },
      problems: [
        'invalid_grant',
        'superseded',
        'invalid_dpop_proof',
        'use_dpop_nonce',
        'origin_not_allowed',
        'rate_limited',
        'storage_unavailable',
      ],
    }),
    json(body),
    async (c) => {
      const claims = await presented(deps, c);
      const outcome = await decide(deps, c, claims, c.req.valid('json').receipt);
      const address = deps.address(c);
      const audited = await mayBeAudited(deps, outcome, address);
      deps.observer.refreshed(label(outcome), outcome.record, address, audited);
      switch (outcome.type) {
        case 'rotated':
        case 'healed':
        case 'replayed':
          return deps.answerWithPair(c, outcome.record, 200);
        case 'superseded':
          throw new Problem('superseded', {
            detail: 'The session goes on. Refresh again with the cookie as it is now.',
            headers: { 'Retry-After': '1' },
          });
        case 'reuse':
          deps.observer.ended('reuse', outcome.record, address);
          deps.cookie.clear(c);
          throw ended('reuse');
        case 'dead':
          if (outcome.reason !== 'key-mismatch') {
            deps.cookie.clear(c);
          } else if (outcome.record !== null) {
            await recordRefusedAttempt(deps.store, outcome.record, address, deps.clock());
          }
          throw ended(outcome.reason);
      }
    },
  );
}

/** A flood of refusals must not become one of audit lines. @throws {Problem} `rate_limited` for what is no verdict */
async function mayBeAudited(
  { protection }: RefreshRouteDeps,
  outcome: RefreshOutcome,
  address: string,
): Promise<boolean> {
  if (outcome.type !== 'dead') return true;
  if (outcome.reason !== 'key-mismatch') return protection.mayRecord(address);
  await protection.refusal(address);
  return true;
}

/** The refresh guard: it looks at the cookie and at nothing else. */
async function presented(deps: RefreshRouteDeps, c: Context): Promise<readonly RefreshClaims[]> {
  const shown = await shownTokens(deps, c);
  switch (shown.type) {
    case 'genuine':
      return shown.claims;
    case 'none':
    // The cookie stays: what can not be read need not be worthless, and the verdict is in the answer.
    case 'invalid':
      throw ended('unknown');
    case 'expired':
      deps.cookie.clear(c);
      throw ended('expired');
  }
}

/** @throws {Problem} without having changed anything, when the proof is refused or the storage is out */
async function decide(
  deps: RefreshRouteDeps,
  c: Context,
  presented: readonly RefreshClaims[],
  receipt: string | undefined,
): Promise<RefreshOutcome> {
  const address = deps.address(c);
  try {
    return await countingRefusedProofs(deps.protection, address, async () => {
      const proof = deps.proofs.verify(c.req.header('DPoP'), c.req.method, c.req.path);
      const looks = presented.map(async (claims) => ({ claims, record: await look(deps, claims) }));
      const [sessions] = await Promise.all([Promise.all(looks), deps.proofs.spend(proof)]);
      const ours = sessions.find(({ record }) => record?.jkt === proof.jkt) ?? sessions[0];
      if (ours === undefined) throw ended('unknown');
      return refreshSession(deps.sessions, ours.record, ours.claims, proof, receipt);
    });
  } catch (cause) {
    if (cause instanceof Problem) {
      if (cause.code === 'invalid_dpop_proof') deps.observer.refreshed('proof-refused', null, address);
      if (cause.code === 'storage_unavailable') deps.observer.refreshed('unavailable', null, address);
    }
    throw cause;
  }
}

const look = ({ live }: RefreshRouteDeps, { sid }: RefreshClaims) => live.remembered(sid) ?? live.read(sid);

function label(outcome: RefreshOutcome): RefreshLabel {
  if (outcome.type !== 'dead') return outcome.type;
  return outcome.reason === 'key-mismatch' ? 'key-mismatch' : 'dead';
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

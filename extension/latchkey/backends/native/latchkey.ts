import * as v from 'valibot';
import type {
  AuthenticateOutcome,
  Backend,
  ClaimOutcome,
  CreateBackend,
  FlowBackend,
  RefreshOutcome,
} from '../../broker/backend.ts';
import { parseEndReason } from '../../broker/problem.ts';
import type { Failure } from '../../broker/session/backoff.ts';
import { LatchkeyError } from '../../protocol/errors.ts';
import type { Challenge } from '../../protocol/messages.ts';
import {
  type AuthResponse,
  createSendAuthRequest,
  type SendAuthRequest,
  wantsAnotherProof,
} from './auth-request.ts';
import { createServerChecks } from './checks.ts';
import { createCookieCheck } from './cookie-check.ts';
import { createProver, type Prover } from './dpop.ts';
import { parseTokenResponse } from './token-response.ts';

/** Where `latchkey-server` is mounted, and by what proofs are made. */
export interface LatchkeyBackend {
  /** Makes DPoP proofs (RFC 9449); by the key of this browser unless said. */
  readonly prover?: Prover;
  /** Below which path the server is mounted, as in `/latchkey`; at the root unless said. */
  readonly path?: string;
}

/**
 * The server of `latchkey-server`, which gives what no other backend can: an answer that was lost comes again, a
 * session is bound to this browser's key, and a sign-out holds at once.
 */
export function latchkey({ prover, path: base = '' }: LatchkeyBackend = {}): CreateBackend {
  return (tools) => {
    const sendAuthRequest = createSendAuthRequest(tools, prover ?? createProver(tools.keys));
    const send: SendAuthRequest = (request) => sendAuthRequest({ ...request, path: base + request.path });
    return {
      ...sessions(send),
      flow: flows(send),
      keeping: createCookieCheck(send),
      checks: createServerChecks(send),
      keyBound: true,
      capabilityTokenPath: `${base}/auth/token`,
    };
  };
}

function sessions(send: SendAuthRequest) {
  return {
    async challenge() {
      const answer = await send({ method: 'GET', path: '/auth/challenge', by: 'no-cookie' });
      if (answer.type === 'answered' && answer.status === 200 && isChallenge(answer.body)) return answer.body;
      throw refusal(answer);
    },

    async ways() {
      const answer = await send({ method: 'GET', path: '/auth/ways', by: 'no-cookie' });
      const parsed = v.safeParse(waysAnswer, answer.type === 'answered' ? answer.body : null);
      if (parsed.success) return parsed.output.ways;
      throw refusal(answer);
    },

    async authenticate({ type, username, password, solvedChallenge }): Promise<AuthenticateOutcome> {
      const path = type === 'sign-in' ? '/auth/login' : '/auth/register';
      const json = { username, password, challenge: solvedChallenge };
      const answer = await send({ method: 'POST', path, by: 'cookie', json, binds: true });
      const grant =
        answer.type === 'answered' && answer.status < 300
          ? parseTokenResponse(answer.body, answer.sentAtMs)
          : null;
      if (grant) return { type: 'authenticated', grant };
      const lost = answer.type === 'unreachable' || (answer.type === 'answered' && answer.status < 300);
      return { type: lost ? 'lost' : 'refused', error: refusal(answer) };
    },

    async refresh(kept, signal) {
      const answer = await send({
        method: 'POST',
        path: '/auth/refresh',
        by: 'cookie',
        json: kept === null ? {} : { receipt: kept },
        tryTwice: true,
        ...(signal && { signal }),
      });
      return refreshOutcome(answer);
    },

    /** Shows the cookie with its key, and the access token where there is one: either is enough. */
    async signOut({ accessToken }) {
      return unfinished(await send({ method: 'POST', path: '/auth/logout', by: 'cookie', accessToken }));
    },

    async endOtherSessions(accessToken) {
      const answer = await send({ method: 'DELETE', path: '/auth/sessions', by: 'no-cookie', accessToken });
      return answer.type === 'answered' && answer.status === 401 ? 'refused' : unfinished(answer);
    },
  } satisfies Backend;
}

function flows(send: SendAuthRequest): FlowBackend {
  return {
    async begin(way) {
      const json = way === null ? {} : { way };
      const answer = await send({ method: 'POST', path: '/auth/flows', by: 'cookie', json, binds: true });
      const parsed = v.safeParse(flowAnswer, answer.type === 'answered' ? answer.body : null);
      if (answer.type !== 'answered' || !parsed.success) throw refusal(answer);
      const { id, url, expires_in, interval, user_code = null } = parsed.output;
      return {
        id,
        url,
        way,
        code: user_code,
        intervalMs: interval * 1000,
        begunAtMs: answer.sentAtMs,
        expiresAtMs: answer.sentAtMs + expires_in * 1000,
        tabId: null,
        claimLost: false,
        kept: null,
        arrivedAt: null,
      };
    },

    async beginForAccount({ purpose, way }, accessToken) {
      const json = way === null ? { purpose } : { purpose, way };
      const path = '/auth/account/flows';
      const answer = await send({ method: 'POST', path, by: 'cookie', json, accessToken });
      const body = answer.type === 'answered' ? answer.body : null;
      const parsed = v.safeParse(v.object({ url: v.string() }), body);
      if (parsed.success) return parsed.output.url;
      throw refusal(answer);
    },

    async claim({ id }): Promise<ClaimOutcome> {
      const path = `/auth/flows/${id}/claim`;
      const answer = await send({ method: 'POST', path, by: 'cookie', tryTwice: true });
      if (answer.type === 'unprovable') return { type: 'pending' };
      if (answer.type === 'unreachable') return { type: 'lost' };
      const grant = answer.status === 200 ? parseTokenResponse(answer.body, answer.sentAtMs) : null;
      if (grant) return { type: 'authenticated', grant };
      switch (answer.problem?.code) {
        case 'access_denied':
          return { type: 'over', reason: 'denied' };
        case 'expired_token':
          return { type: 'over', reason: 'expired' };
        case 'authorization_pending':
        case 'slow_down':
          return { type: 'pending' };
        default:
          return { type: 'lost' };
      }
    },

    closesTab: false,

    endsAt: (flow, url) => url === `${flow.url}/done`,

    async end({ id }) {
      await send({ method: 'DELETE', path: `/auth/flows/${id}`, by: 'cookie' });
    },
  };
}

const waysAnswer = v.object({
  ways: v.array(v.object({ id: v.string(), kind: v.string(), name: v.string() })),
});

const flowAnswer = v.object({
  id: v.pipe(v.string(), v.regex(/^[\w-]+$/)),
  url: v.string(),
  expires_in: v.number(),
  interval: v.number(),
  user_code: v.optional(v.string()),
});

const isTemporary = (status: number): boolean => status >= 500 || status === 429 || status === 408;

function refreshOutcome(answer: AuthResponse): RefreshOutcome {
  const failed: RefreshOutcome = { type: 'refresh-failed', failure: failureOf(answer) };
  if (answer.type !== 'answered') return failed;
  const reason = parseEndReason(answer.status, answer.body);
  if (reason) return { type: 'session-ended', reason };
  const grant = answer.status === 200 ? parseTokenResponse(answer.body, answer.sentAtMs) : null;
  return grant ? { type: 'refreshed', grant } : failed;
}

function failureOf(answer: AuthResponse): Failure {
  if (answer.type === 'unreachable') return { type: 'unreachable', hadNetwork: answer.hadNetwork };
  if (answer.type === 'unprovable') return { type: 'key-store-unavailable' };
  return { type: 'unavailable', retryAfterMs: answer.retryAfterMs };
}

/**
 * Done is what the server says is done, and what it refuses for good: asking again would bring the same. A
 * captive portal's page is neither.
 */
function unfinished(answer: AuthResponse): Failure | null {
  if (answer.type !== 'answered') return failureOf(answer);
  const refused = answer.problem !== null && !isTemporary(answer.status) && !wantsAnotherProof(answer);
  return answer.status === 204 || refused ? null : failureOf(answer);
}

function refusal(answer: AuthResponse): LatchkeyError {
  switch (answer.type) {
    case 'unreachable':
      return new LatchkeyError('offline', 'The server can not be reached', { cause: answer.cause });
    case 'unprovable':
      return new LatchkeyError('key-store-unavailable', 'The key of this browser can not be used', {
        cause: answer.cause,
      });
    case 'answered': {
      const { problem, status, retryAfterMs } = answer;
      const wait = retryAfterMs === null ? {} : { retryAfterMs };
      return problem && status < 500
        ? new LatchkeyError('refused', problem.title, { problem, ...wait })
        : new LatchkeyError('server-unavailable', 'The server does not answer properly', wait);
    }
  }
}

const isChallenge = (body: unknown): body is Challenge =>
  typeof body === 'object' &&
  body !== null &&
  'parameters' in body &&
  typeof body.parameters === 'object' &&
  body.parameters !== null;

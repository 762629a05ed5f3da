import * as v from 'valibot';
import { LatchkeyError } from '../../protocol/errors.ts';
import type { Challenge, SolvedChallenge, Way } from '../../protocol/messages.ts';
import type { Failure } from '../session/backoff.ts';
import type { EndReason } from '../session/end-reason.ts';
import type { Flow } from '../session/flow.ts';
import type { Grant } from '../session/grant.ts';
import { type AuthResponse, type SendAuthRequest, wantsAnotherProof } from './auth-request.ts';
import { parseEndReason } from './problem-response.ts';
import { parseTokenResponse } from './token-response.ts';

/** What a refresh has brought: the event that the session goes on with, but for the epoch that it belongs to. */
export type RefreshOutcome =
  | { readonly type: 'refreshed'; readonly grant: Grant }
  | { readonly type: 'session-ended'; readonly reason: EndReason }
  | { readonly type: 'refresh-failed'; readonly failure: Failure; readonly jitter: number };

export type AuthenticateOutcome =
  | { readonly type: 'authenticated'; readonly grant: Grant }
  /** The server said no, or is out of order, but has not let anybody in. */
  | { readonly type: 'refused'; readonly error: LatchkeyError }
  /** No answer: whether the server let the user in is not known. */
  | { readonly type: 'lost'; readonly error: LatchkeyError };

/** What a person signs in or registers with. */
export interface SignInRequest {
  readonly type: 'sign-in' | 'register';
  readonly username: string;
  readonly password: string;
  readonly solvedChallenge: SolvedChallenge;
}

/** What a flow is answered when the extension asks whether the person has agreed (RFC 8628 section 3.5). */
export type ClaimOutcome =
  | { readonly type: 'authenticated'; readonly grant: Grant }
  | { readonly type: 'pending' }
  | { readonly type: 'over'; readonly reason: 'denied' | 'expired' }
  /** No answer: the same question brings it again. */
  | { readonly type: 'lost' };

/** The calls that a session is made of. None of them rejects but `challenge`, `ways` and `beginFlow`. */
export interface AuthClient {
  challenge(): Promise<Challenge>;
  /** How the server lets people sign in, in the order in which to offer it. */
  ways(): Promise<readonly Way[]>;
  beginFlow(way: string | null): Promise<Flow>;
  claimFlow(id: string): Promise<ClaimOutcome>;
  /** Nobody waits for it any more; without an answer it ends by itself. */
  endFlow(id: string): Promise<void>;
  authenticate(request: SignInRequest): Promise<AuthenticateOutcome>;
  /** @param receipt of the last answer, where there was one. */
  refresh(receipt: string | null, signal?: AbortSignal): Promise<RefreshOutcome>;
  /**
   * Shows the cookie with its key, and the access token where there is one: either is enough.
   * @returns `null` when it is done or there is nothing that could be done, else why to try again later.
   */
  logout(accessToken: string | undefined): Promise<Failure | null>;
  endOtherSessions(accessToken: string): Promise<Failure | 'refused' | null>;
}

export function createAuthClient(send: SendAuthRequest, random: () => number): AuthClient {
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

    async beginFlow(way) {
      const json = way === null ? {} : { way };
      const answer = await send({ method: 'POST', path: '/auth/flows', by: 'cookie', json });
      const parsed = v.safeParse(flowAnswer, answer.type === 'answered' ? answer.body : null);
      if (answer.type !== 'answered' || !parsed.success) throw refusal(answer);
      const { id, url, expires_in, interval } = parsed.output;
      return {
        id,
        url,
        way,
        intervalMs: interval * 1000,
        expiresAtMs: answer.sentAtMs + expires_in * 1000,
        tabId: null,
        claimLost: false,
      };
    },

    async claimFlow(id) {
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

    async endFlow(id) {
      await send({ method: 'DELETE', path: `/auth/flows/${id}`, by: 'cookie' });
    },

    async authenticate({ type, ...json }) {
      const { solvedChallenge: challenge, ...credentials } = json;
      const path = type === 'sign-in' ? '/auth/login' : '/auth/register';
      const answer = await send({ method: 'POST', path, by: 'cookie', json: { ...credentials, challenge } });
      const grant =
        answer.type === 'answered' && answer.status < 300
          ? parseTokenResponse(answer.body, answer.sentAtMs)
          : null;
      if (grant) return { type: 'authenticated', grant };
      const lost = answer.type === 'unreachable' || (answer.type === 'answered' && answer.status < 300);
      return { type: lost ? 'lost' : 'refused', error: refusal(answer) };
    },

    async refresh(receipt, signal) {
      const answer = await send({
        method: 'POST',
        path: '/auth/refresh',
        by: 'cookie',
        json: receipt === null ? {} : { receipt },
        tryTwice: true,
        ...(signal && { signal }),
      });
      return refreshOutcome(answer, random());
    },

    async logout(accessToken) {
      return unfinished(await send({ method: 'POST', path: '/auth/logout', by: 'cookie', accessToken }));
    },

    async endOtherSessions(accessToken) {
      const answer = await send({ method: 'DELETE', path: '/auth/sessions', by: 'no-cookie', accessToken });
      return answer.type === 'answered' && answer.status === 401 ? 'refused' : unfinished(answer);
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
});

const isTemporary = (status: number): boolean => status >= 500 || status === 429 || status === 408;

function refreshOutcome(answer: AuthResponse, jitter: number): RefreshOutcome {
  const failed: RefreshOutcome = { type: 'refresh-failed', failure: failureOf(answer), jitter };
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

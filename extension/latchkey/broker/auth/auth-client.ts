import { LatchkeyError } from '../../protocol/errors.ts';
import type { Challenge, ProofOfWork } from '../../protocol/messages.ts';
import type { Clock } from '../ports.ts';
import type { Failure } from '../session/backoff.ts';
import type { Grant, Verdict } from '../session/transition.ts';
import { type AuthAnswer, type AuthCall, type AuthHttp, wantsAnotherProof } from './auth-request.ts';
import { parseVerdict } from './problem-response.ts';
import { parseGrant } from './token-response.ts';

export type RefreshAnswer =
  | { readonly is: 'rotated'; readonly grant: Grant }
  | { readonly is: 'ended'; readonly verdict: Verdict }
  | { readonly is: 'failed'; readonly failure: Failure };

export type EnterAnswer =
  | { readonly is: 'entered'; readonly grant: Grant }
  /** The server said no, or is out of order, but has not let anybody in. */
  | { readonly is: 'refused'; readonly error: LatchkeyError }
  /** No answer: whether the server let the user in is not known. */
  | { readonly is: 'lost'; readonly error: LatchkeyError };

export interface Entry {
  readonly kind: 'sign-in' | 'register';
  readonly username: string;
  readonly password: string;
  readonly proofOfWork: ProofOfWork;
}

/** The calls that a session is made of. None of them rejects but `challenge`. */
export interface AuthServer {
  challenge(): Promise<Challenge>;
  enter(entry: Entry): Promise<EnterAnswer>;
  /** @param receipt of the last answer, where there was one. */
  refresh(receipt: string | null, signal?: AbortSignal): Promise<RefreshAnswer>;
  /**
   * Shows the cookie with its key, and the access token where there is one: either is enough.
   * @returns `null` when it is done or there is nothing that could be done, else why to try again later.
   */
  logout(accessToken: string | undefined): Promise<Failure | null>;
  endOtherSessions(accessToken: string): Promise<Failure | 'refused' | null>;
}

/** A pause this short is waited for inside the call; a longer one is told to the caller. */
const SHORT_PAUSE_MS = 3_000;

export function createAuthServer(http: AuthHttp, clock: Clock, random: () => number): AuthServer {
  return {
    async challenge() {
      const answer = await http({ method: 'GET', path: '/auth/challenge', by: 'no-cookie' });
      if (answer.is === 'answered' && answer.status === 200 && isChallenge(answer.body)) return answer.body;
      throw refusal(answer);
    },

    async enter({ kind, ...json }) {
      const { proofOfWork: challenge, ...credentials } = json;
      const path = kind === 'sign-in' ? '/auth/login' : '/auth/register';
      const answer = await http({ method: 'POST', path, by: 'cookie', json: { ...credentials, challenge } });
      const grant =
        answer.is === 'answered' && answer.status < 300 ? parseGrant(answer.body, answer.sentAtMs) : null;
      if (grant) return { is: 'entered', grant };
      const lost = answer.is === 'unreachable' || (answer.is === 'answered' && answer.status < 300);
      return { is: lost ? 'lost' : 'refused', error: refusal(answer) };
    },

    async refresh(receipt, signal) {
      const call: AuthCall = {
        method: 'POST',
        path: '/auth/refresh',
        by: 'cookie',
        json: receipt === null ? {} : { receipt },
        ...(signal ? { signal } : {}),
      };
      const first = await http(call);
      const pauseMs = signal?.aborted ? null : secondTryAfter(first, random());
      if (pauseMs === null) return refreshAnswer(first);
      await new Promise<void>((resolve) => clock.after(pauseMs, resolve));
      return refreshAnswer(signal?.aborted ? first : await http(call));
    },

    async logout(accessToken) {
      return unfinished(await http({ method: 'POST', path: '/auth/logout', by: 'cookie', accessToken }));
    },

    async endOtherSessions(accessToken) {
      const answer = await http({ method: 'DELETE', path: '/auth/sessions', by: 'no-cookie', accessToken });
      return answer.is === 'answered' && answer.status === 401 ? 'refused' : unfinished(answer);
    },
  };
}

/**
 * A refresh is tried twice before its callers hear of it: most lost answers are single ones, and the server
 * gives the same successor again.
 * @returns milliseconds to wait before the second try, or `null` for none.
 */
function secondTryAfter(answer: AuthAnswer, jitter: number): number | null {
  if (answer.is === 'unreachable') return 200 + jitter * 300;
  if (answer.is !== 'answered' || answer.retryAfterMs === null) return null;
  return answer.retryAfterMs <= SHORT_PAUSE_MS ? answer.retryAfterMs + jitter * 300 : null;
}

const isTemporary = (status: number): boolean => status >= 500 || status === 429 || status === 408;

function refreshAnswer(answer: AuthAnswer): RefreshAnswer {
  if (answer.is !== 'answered') return { is: 'failed', failure: failureOf(answer) };
  const verdict = parseVerdict(answer.status, answer.body);
  if (verdict) return { is: 'ended', verdict };
  const grant = answer.status === 200 ? parseGrant(answer.body, answer.sentAtMs) : null;
  return grant ? { is: 'rotated', grant } : { is: 'failed', failure: failureOf(answer) };
}

function failureOf(answer: AuthAnswer): Failure {
  if (answer.is === 'unreachable') return { kind: 'unreachable', hadNetwork: answer.hadNetwork };
  return { kind: 'unavailable', retryAfterMs: answer.is === 'answered' ? answer.retryAfterMs : null };
}

/**
 * Done is what the server says is done, and what it refuses for good: asking again would bring the same. A
 * captive portal's page is neither.
 */
function unfinished(answer: AuthAnswer): Failure | null {
  if (answer.is !== 'answered') return failureOf(answer);
  const refused = answer.problem !== null && !isTemporary(answer.status) && !wantsAnotherProof(answer);
  return answer.status === 204 || refused ? null : failureOf(answer);
}

function refusal(answer: AuthAnswer): LatchkeyError {
  switch (answer.is) {
    case 'unreachable':
      return new LatchkeyError('offline', 'The server can not be reached', { cause: answer.cause });
    case 'unprovable':
      return new LatchkeyError('server-unavailable', 'The key of this browser can not be used', {
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

import ky from 'ky';
import type { ServerProblem } from '../../protocol/errors.ts';
import { parseJson } from '../parse-json.ts';
import type { Clock, Ports } from '../ports.ts';
import { clockOffset } from './clock-offset.ts';
import type { Prover } from './dpop.ts';
import { parseProblem } from './problem-response.ts';

/** Long enough for a slow password hash, short enough that two attempts fit into a caller's deadline. */
const ATTEMPT_MS = 8_000;

export interface AuthRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly json?: unknown;
  /** Whether it carries the cookie, and with it a DPoP proof. */
  readonly by: 'cookie' | 'no-cookie';
  readonly accessToken?: string | undefined;
  readonly signal?: AbortSignal;
}

export type AuthResponse =
  | {
      readonly type: 'answered';
      readonly status: number;
      readonly body: unknown;
      readonly problem: ServerProblem | null;
      readonly retryAfterMs: number | null;
      readonly sentAtMs: number;
      /** RFC 9449 section 8: what the next proof has to hold. */
      readonly nonce: string | null;
    }
  | { readonly type: 'unreachable'; readonly cause: unknown; readonly hadNetwork: boolean }
  /** The key store could not be asked, which says nothing about the session. */
  | { readonly type: 'unprovable'; readonly cause: unknown };

/** What the broker knows about the server that each proof needs, and learns from each answer. */
export interface ServerHints {
  read(): { readonly clockOffsetMs: number; readonly nonce: string | null };
  /** @param heard `nonce` only by who has sent a proof; `null` when the server wants none in the next one */
  learn(heard: { clockOffsetMs: number | null; nonce?: string | null }): void;
}

export type SendAuthRequest = (call: AuthRequest) => Promise<AuthResponse>;

/**
 * The HTTP client of the auth routes, apart from the one that carries API calls: nothing here waits for a token,
 * so that a refresh can never wait for itself. Never rejects. Redirects are network errors: a captive portal is
 * no verdict.
 */
export function createSendAuthRequest(
  { clock, fetch, hasNetwork }: Pick<Ports, 'clock' | 'fetch' | 'hasNetwork'>,
  prover: Prover,
  serverOrigin: string,
  hints: ServerHints,
): SendAuthRequest {
  const http = ky.create({
    fetch: (input) => fetch(input instanceof Request ? input : new Request(input)),
    retry: 0,
    timeout: false,
    throwHttpErrors: false,
    redirect: 'error',
    cache: 'no-store',
  });

  async function credentials({ method, by, accessToken }: AuthRequest, htu: string, given: string | null) {
    const headers: Record<string, string> = {};
    if (accessToken !== undefined) headers.Authorization = `Bearer ${accessToken}`;
    if (by === 'cookie') {
      const { clockOffsetMs, nonce: known } = hints.read();
      const nonce = given ?? known;
      headers.DPoP = await prover.prove({ htm: method, htu, nonce, issuedAtMs: clock.now() + clockOffsetMs });
    }
    return headers;
  }

  async function read(response: Response, sentAtMs: number, by: AuthRequest['by']): Promise<AuthResponse> {
    const { clockOffsetMs } = hints.read();
    const nonce = response.headers.get('DPoP-Nonce');
    hints.learn({
      clockOffsetMs: clockOffset(response.headers.get('Date'), sentAtMs, clock.now(), clockOffsetMs),
      ...(by === 'cookie' && { nonce }),
    });
    const body = parseJson(await response.text());
    const serverNowMs = clock.now() + hints.read().clockOffsetMs;
    return {
      type: 'answered',
      status: response.status,
      body,
      problem: parseProblem(body),
      retryAfterMs: retryAfter(response.headers.get('Retry-After'), serverNowMs),
      sentAtMs,
      nonce,
    };
  }

  async function attempt(call: AuthRequest, nonce: string | null): Promise<AuthResponse> {
    const { method, path, json, by, signal } = call;
    const url = new URL(path, serverOrigin).href;
    let headers: Record<string, string>;
    try {
      headers = await credentials(call, url, nonce);
    } catch (cause) {
      return { type: 'unprovable', cause };
    }
    const limit = limitBy(clock, ATTEMPT_MS, signal);
    try {
      const sentAtMs = clock.now();
      const response = await http(url, {
        method,
        headers,
        credentials: by === 'cookie' ? 'include' : 'omit',
        signal: limit.signal,
        ...(method === 'POST' ? { json: json ?? {} } : {}),
      });
      return await read(response, sentAtMs, by);
    } catch (cause) {
      return { type: 'unreachable', cause, hadNetwork: hasNetwork() };
    } finally {
      limit.release();
    }
  }

  return async (call) => {
    const first = await attempt(call, null);
    // By now the nonce and the server's time are known: one more proof, no third (RFC 9449 section 8). The nonce of
    // this very answer, since by now another call may have learnt that it needs none.
    return wantsAnotherProof(first) ? attempt(call, first.nonce) : first;
  };
}

/** Whether the server had no objection but to the proof, which says nothing about the session. */
export function wantsAnotherProof(
  answer: AuthResponse,
): answer is AuthResponse & { readonly type: 'answered' } {
  if (answer.type !== 'answered' || answer.status !== 400) return false;
  return answer.problem?.code === 'use_dpop_nonce' || answer.problem?.code === 'invalid_dpop_proof';
}

/** A signal that fires with the caller's or after so long, whichever comes first. */
function limitBy(clock: Clock, ms: number, outer: AbortSignal | undefined) {
  const inner = new AbortController();
  const abort = () => inner.abort();
  const cancel = clock.after(ms, abort);
  if (outer?.aborted) abort();
  outer?.addEventListener('abort', abort);
  return {
    signal: inner.signal,
    release() {
      cancel();
      outer?.removeEventListener('abort', abort);
    },
  };
}

/** Milliseconds from either form of Retry-After (RFC 9110 section 10.2.3), the date by the server's clock. */
export function retryAfter(header: string | null, serverNowMs: number): number | null {
  if (header === null) return null;
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - serverNowMs;
  return Number.isNaN(ms) ? null : Math.max(0, ms);
}

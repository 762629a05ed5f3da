import ky from 'ky';
import type { BackendTools } from '../../broker/backend.ts';
import { parseJson } from '../../broker/parse-json.ts';
import { parseProblem } from '../../broker/problem.ts';
import type { ServerProblem } from '../../protocol/errors.ts';
import { clockOffset } from '../clock-offset.ts';
import { retryAfter } from '../retry-after.ts';
import type { Prover } from './dpop.ts';

/** Long enough for a slow password hash, short enough that two attempts fit into a caller's deadline. */
const ATTEMPT_MS = 8_000;

/** A pause this short is waited for inside the call; a longer one is told to the caller. */
const SHORT_PAUSE_MS = 3_000;

/** A second proof, a second try, and a second proof for that. */
const MOST_RETRIES = 3;

export interface AuthRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly json?: unknown;
  /** Whether it carries the cookie, and with it a DPoP proof. */
  readonly by: 'cookie' | 'no-cookie';
  /** Whether a session begins with it, which is bound to the key: that one has to be in the store by then. */
  readonly binds?: boolean;
  readonly accessToken?: string | undefined;
  readonly signal?: AbortSignal;
  /**
   * Asks once more when the answer was lost, or when the server asks for a short pause. Only for what the server
   * answers twice in the same way, as a refresh: most lost answers are single ones.
   */
  readonly tryTwice?: boolean;
}

export type AuthResponse =
  | {
      readonly type: 'answered';
      readonly status: number;
      readonly body: unknown;
      readonly problem: ServerProblem | null;
      readonly retryAfterMs: number | null;
      readonly sentAtMs: number;
    }
  | { readonly type: 'unreachable'; readonly cause: unknown; readonly hadNetwork: boolean }
  /** The key store could not be asked, which says nothing about the session. */
  | { readonly type: 'unprovable'; readonly cause: unknown };

/** One call to the auth routes with all its attempts. Never rejects. */
export type SendAuthRequest = (request: AuthRequest) => Promise<AuthResponse>;

/**
 * The HTTP client of the auth routes, apart from the one that carries API calls: nothing here waits for a token,
 * so that a refresh can never wait for itself. ky times each attempt, pauses between them and starts the next one;
 * here is said when, and every attempt gets a proof of its own. Retry-After is read here and not by ky, which would
 * count a date by this machine's clock and not by the server's. Redirects are network errors: a captive portal is
 * no verdict.
 */
export function createSendAuthRequest(
  {
    clock,
    random,
    fetch,
    hasNetwork,
    serverOrigin,
    hints,
  }: Omit<BackendTools, 'keys' | 'sealer' | 'extensionId'>,
  prover: Prover,
): SendAuthRequest {
  const http = ky.create({
    fetch: async (input) => whole(await fetch(input instanceof Request ? input : new Request(input))),
    timeout: ATTEMPT_MS,
    throwHttpErrors: false,
    redirect: 'error',
    cache: 'no-store',
  });

  async function learn(response: Response, sentAtMs: number, by: AuthRequest['by']): Promise<void> {
    const { clockOffsetMs } = hints.read();
    await hints.learn({
      clockOffsetMs: clockOffset(response.headers.get('Date'), sentAtMs, clock.now(), clockOffsetMs),
      ...(by === 'cookie' && { nonce: response.headers.get('DPoP-Nonce') }),
    });
  }

  return async ({ method, path, by, json = {}, binds = false, accessToken, signal, tryTwice = false }) => {
    const htu = new URL(path, serverOrigin).href;
    const jitterMs = random() * 300;
    let sentAtMs = clock.now();
    /** The nonce of the last answer: by the time of the next proof another call may have learnt that it needs none. */
    let demanded: string | null = null;
    let mayProveAgain = true;
    let mayTryAgain = tryTwice;
    let last: Extract<AuthResponse, { type: 'answered' }> | null = null;

    async function prove({ request }: { request: Request }): Promise<void> {
      if (by === 'cookie') {
        const { clockOffsetMs, nonce } = hints.read();
        if (binds) await prover.store().catch(unprovable);
        const issuedAtMs = clock.now() + clockOffsetMs;
        const proof = prover.prove({ htm: method, htu, nonce: demanded ?? nonce, issuedAtMs });
        request.headers.set('DPoP', await proof.catch(unprovable));
      }
      demanded = null;
      sentAtMs = clock.now();
    }

    function tryAgain(): true {
      mayTryAgain = false;
      mayProveAgain = true;
      return true;
    }

    try {
      await http(htu, {
        method,
        credentials: by === 'cookie' ? 'include' : 'omit',
        ...(accessToken !== undefined && { headers: { Authorization: `Bearer ${accessToken}` } }),
        ...(method === 'POST' && { json }),
        ...(signal && { signal }),
        retry: {
          limit: MOST_RETRIES,
          methods: ['get', 'post', 'delete'],
          shouldRetry: () => mayTryAgain && signal?.aborted !== true && tryAgain(),
          delay: () => 200 + jitterMs,
        },
        hooks: {
          beforeRequest: [prove],
          beforeRetry: [prove],
          afterResponse: [
            async ({ response }) => {
              await learn(response, sentAtMs, by);
              last = await read(response, sentAtMs, clock.now() + hints.read().clockOffsetMs);
              // By now the nonce and the server's time are known: one more proof, no third (RFC 9449 section 8).
              if (wantsAnotherProof(last) && mayProveAgain) {
                mayProveAgain = false;
                demanded = response.headers.get('DPoP-Nonce');
                return ky.retry({ delay: 0 });
              }
              const pauseMs = last.retryAfterMs;
              if (!mayTryAgain || pauseMs === null || pauseMs > SHORT_PAUSE_MS) return;
              tryAgain();
              return ky.retry({ delay: pauseMs + jitterMs });
            },
          ],
        },
      });
      return last ?? { type: 'unreachable', cause: 'no answer', hadNetwork: hasNetwork() };
    } catch (cause) {
      return cause instanceof UnprovableError
        ? { type: 'unprovable', cause: cause.cause }
        : { type: 'unreachable', cause, hadNetwork: hasNetwork() };
    }
  };
}

/** Its body has arrived with it: one that breaks off or takes for ever is a lost answer like any other. */
async function whole(response: Response): Promise<Response> {
  const bytes = await response.arrayBuffer();
  // Chromium gives a 204 that came over the network an empty stream as its body, and nobody may make one with it.
  return new Response(bytes.byteLength === 0 ? null : bytes, response);
}

async function read(response: Response, sentAtMs: number, serverNowMs: number) {
  const body = parseJson(await response.text());
  return {
    type: 'answered' as const,
    status: response.status,
    body,
    problem: parseProblem(body),
    retryAfterMs: retryAfter(response.headers.get('Retry-After'), serverNowMs),
    sentAtMs,
  };
}

/** The key store's failure on its way through ky, which must not be taken for the network's. */
class UnprovableError extends Error {}

const unprovable = (cause: unknown): never => {
  throw new UnprovableError('No proof could be made', { cause });
};

/** Whether the server had no objection but to the proof, which says nothing about the session. */
export function wantsAnotherProof(answer: AuthResponse): boolean {
  if (answer.type !== 'answered' || answer.status !== 400) return false;
  return answer.problem?.code === 'use_dpop_nonce' || answer.problem?.code === 'invalid_dpop_proof';
}

import type { BackendTools } from '../broker/backend.ts';
import { parseJson } from '../broker/parse-json.ts';
import type { Failure } from '../broker/session/backoff.ts';
import { LatchkeyError } from '../protocol/errors.ts';
import { createAttempt } from './attempt.ts';
import { retryAfter } from './retry-after.ts';

export interface BackendRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | URLSearchParams;
  /** Whether the server's cookies go along and are set. */
  readonly cookies: boolean;
  readonly signal?: AbortSignal | undefined;
}

export type BackendResponse =
  | {
      readonly type: 'answered';
      readonly status: number;
      /** `null` for what is no JSON: a proxy's error page, a captive portal. */
      readonly body: unknown;
      readonly retryAfterMs: number | null;
      readonly sentAtMs: number;
    }
  | { readonly type: 'unreachable'; readonly cause: unknown; readonly hadNetwork: boolean };

export type Send = (request: BackendRequest) => Promise<BackendResponse>;

/** One request, once: what a server does with a second one of the same kind is not known here. Never rejects. */
export function createSend(tools: BackendTools): Send {
  const { clock, hasNetwork, hints } = tools;
  const attempt = createAttempt(tools);
  return async ({ method, url, headers = {}, body = null, cookies, signal }) => {
    const sentAtMs = clock.now();
    try {
      const init = { method, headers, body, credentials: cookies ? 'include' : 'omit' } as const;
      const response = await attempt(url, init, signal);
      const serverNowMs = clock.now() + hints.read().clockOffsetMs;
      return {
        type: 'answered',
        status: response.status,
        body: parseJson(await response.text()),
        retryAfterMs: retryAfter(response.headers.get('Retry-After'), serverNowMs),
        sentAtMs,
      };
    } catch (cause) {
      return { type: 'unreachable', cause, hadNetwork: hasNetwork() };
    }
  };
}

/** Why there is no verdict. */
export const failureOf = (answer: BackendResponse): Failure =>
  answer.type === 'unreachable'
    ? { type: 'unreachable', hadNetwork: answer.hadNetwork }
    : { type: 'unavailable', retryAfterMs: answer.retryAfterMs };

/** Whether what a sign-out was answered leaves nothing to do: done, or refused for good. */
export const isDone = (answer: BackendResponse): boolean =>
  answer.type === 'answered' && answer.status < 500 && ![408, 425, 429].includes(answer.status);

/** What somebody is told whose sign-in was not accepted. */
export function refusalOf(answer: BackendResponse): LatchkeyError {
  if (answer.type === 'unreachable')
    return new LatchkeyError('offline', 'The server can not be reached', { cause: answer.cause });
  const { status, body, retryAfterMs } = answer;
  const wait = retryAfterMs === null ? {} : { retryAfterMs };
  if (status < 400 || status >= 500)
    return new LatchkeyError('server-unavailable', 'The server does not answer properly', wait);
  const title =
    textOf(body, ['message', 'title', 'error_description', 'detail', 'error']) ?? `Status ${status}`;
  const code = textOf(body, ['code', 'error']) ?? codeOf(status);
  return new LatchkeyError('refused', title, { problem: { code, status, title }, ...wait });
}

function codeOf(status: number): string {
  if (status === 401 || status === 403) return 'invalid_credentials';
  return status === 429 ? 'rate_limited' : 'invalid_request';
}

/** The first of these members that is text. */
export function textOf(body: unknown, names: readonly string[]): string | null {
  if (typeof body !== 'object' || body === null) return null;
  for (const name of names) {
    const value: unknown = Reflect.get(body, name);
    if (typeof value === 'string' && value !== '') return value;
  }
  return null;
}

import type { BackendTools } from '../broker/backend.ts';
import { parseJson } from '../broker/parse-json.ts';
import type { Failure } from '../broker/session/backoff.ts';
import { LatchkeyError } from '../protocol/errors.ts';
import { clockOffset } from './clock-offset.ts';
import { retryAfter } from './retry-after.ts';

/** Long enough for a slow password hash, short enough for a caller's deadline. */
const ATTEMPT_MS = 8_000;

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
      /** `undefined` for what is no JSON: a proxy's error page, a captive portal. */
      readonly body: unknown;
      readonly headers: Headers;
      readonly retryAfterMs: number | null;
      readonly sentAtMs: number;
    }
  | { readonly type: 'unreachable'; readonly cause: unknown; readonly hadNetwork: boolean };

export type Send = (request: BackendRequest) => Promise<BackendResponse>;

/**
 * One request, once: what a server does with a second one of the same kind is not known here. Never rejects. A redirect
 * is a failure, since a captive portal's would otherwise be taken for an answer.
 */
export function createSend({ clock, fetch, hasNetwork, hints }: BackendTools): Send {
  return async ({ method, url, headers = {}, body, cookies, signal }) => {
    const attempt = new AbortController();
    const giveUp = (): void => attempt.abort();
    signal?.addEventListener('abort', giveUp);
    if (signal?.aborted) giveUp();
    const cancel = clock.after(ATTEMPT_MS, giveUp);
    const sentAtMs = clock.now();
    try {
      const response = await fetch(
        new Request(url, {
          method,
          headers,
          body: body ?? null,
          credentials: cookies ? 'include' : 'omit',
          redirect: 'error',
          cache: 'no-store',
          signal: attempt.signal,
        }),
      );
      // A body that breaks off is a lost answer like any other.
      const text = await response.text();
      const { clockOffsetMs } = hints.read();
      const offset = clockOffset(response.headers.get('Date'), sentAtMs, clock.now(), clockOffsetMs);
      await hints.learn({ clockOffsetMs: offset });
      return {
        type: 'answered',
        status: response.status,
        body: parseJson(text),
        headers: response.headers,
        retryAfterMs: retryAfter(
          response.headers.get('Retry-After'),
          clock.now() + (offset ?? clockOffsetMs),
        ),
        sentAtMs,
      };
    } catch (cause) {
      return { type: 'unreachable', cause, hadNetwork: hasNetwork() };
    } finally {
      cancel();
      signal?.removeEventListener('abort', giveUp);
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

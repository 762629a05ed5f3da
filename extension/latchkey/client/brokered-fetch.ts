import { fromBase64, toBase64 } from '../protocol/base64.ts';
import { LatchkeyError } from '../protocol/errors.ts';
import { MAX_BODY_BYTES, MAX_DEADLINE_MS } from '../protocol/limits.ts';
import type { WireRequest, WireResponse } from '../protocol/messages.ts';
import { ask, newCallId, type Transport } from './transport.ts';
import type { FetchInit } from './types.ts';

/** Stands in for the server's origin, which only the broker knows. */
const NOWHERE = 'https://latchkey.invalid';

/** RFC 9110 section 9.2.1. PUT and DELETE are idempotent too, but their second answer may differ from the first. */
const SAFE = /^(GET|HEAD|OPTIONS)$/;

/** Methods whose `Request` has no body (Fetch standard), so that nothing is to be waited for. */
const BODYLESS = /^(GET|HEAD)$/;
const NOTHING = new Uint8Array();

/**
 * `fetch` by way of the broker, which adds the token.
 * @throws LatchkeyError `invalid-request`, `body-too-large`, `aborted`, `deadline-exceeded`, and what the broker
 * and the transport throw.
 */
export async function brokeredFetch(
  transport: Transport,
  input: string | URL | Request,
  { deadlineMs = MAX_DEADLINE_MS, idempotencyKey, ...init }: FetchInit = {},
): Promise<Response> {
  const id = newCallId();
  const limit = Math.max(1, Math.min(deadlineMs, MAX_DEADLINE_MS));
  const progress: { phase: 'reading' | 'asked' | 'over' } = { phase: 'reading' };

  /** Reading the body counts too: a stream may take for ever. */
  async function call(): Promise<Response> {
    const request = await toWire(input, init, idempotencyKey);
    if (progress.phase === 'over') throw stopped('aborted');
    progress.phase = 'asked';
    const safe = SAFE.test(request.method) || request.headers.some(([name]) => name === 'idempotency-key');
    return toResponse(await ask(transport, { type: 'fetch', request, deadlineMs: limit }, { id, safe }));
  }

  try {
    return await orStop(call(), signalOf(input, init), limit);
  } catch (error) {
    const gaveUp =
      error instanceof LatchkeyError && (error.code === 'aborted' || error.code === 'deadline-exceeded');
    if (gaveUp && progress.phase === 'asked') ask(transport, { type: 'abort', call: id }).catch(() => {});
    throw error;
  } finally {
    progress.phase = 'over';
  }
}

const signalOf = (input: string | URL | Request, init: RequestInit): AbortSignal | null =>
  init.signal ?? (input instanceof Request ? input.signal : null);

async function toWire(input: string | URL | Request, init: RequestInit, idempotencyKey: string | undefined) {
  try {
    // The platform's own Request turns any body type into bytes and names its content type.
    const request = new Request(input instanceof Request ? input : NOWHERE, init);
    if (idempotencyKey !== undefined) request.headers.set('Idempotency-Key', idempotencyKey);
    if (request.signal.aborted) throw stopped('aborted');
    const body = BODYLESS.test(request.method) ? NOTHING : new Uint8Array(await request.arrayBuffer());
    if (body.length > MAX_BODY_BYTES) {
      throw new LatchkeyError('body-too-large', `A request body may have ${MAX_BODY_BYTES} bytes`);
    }
    const wire: WireRequest = {
      method: request.method,
      url: input instanceof Request ? input.url : String(input),
      headers: [...request.headers],
      body: body.length === 0 ? null : toBase64(body),
    };
    return wire;
  } catch (cause) {
    if (cause instanceof LatchkeyError) throw cause;
    throw new LatchkeyError('invalid-request', String(cause), { cause });
  }
}

function toResponse({ body, url, ...init }: WireResponse): Response {
  const response = new Response(body === null ? null : fromBase64(body), {
    ...init,
    headers: init.headers.map(([name, value]) => [name, value] as [string, string]),
  });
  return Object.defineProperty(response, 'url', { value: url });
}

/** Settles by itself even when the broker does not. */
function orStop<T>(answer: Promise<T>, signal: AbortSignal | null, limitMs: number): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const timer = setTimeout(() => reject(stopped('deadline-exceeded')), limitMs);
  const abort = () => reject(stopped('aborted'));
  signal?.addEventListener('abort', abort);
  answer.then(resolve, reject);
  return promise.finally(() => {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  });
}

const stopped = (code: 'aborted' | 'deadline-exceeded') =>
  new LatchkeyError(
    code,
    code === 'aborted' ? 'The caller aborted this call' : 'The call did not settle inside its deadline',
  );

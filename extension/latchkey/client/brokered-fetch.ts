import { toBodyData } from '../protocol/body.ts';
import { LatchkeyError } from '../protocol/errors.ts';
import { MAX_BODY_BYTES, MAX_DEADLINE_MS } from '../protocol/limits.ts';
import type { RequestData, ResponseData } from '../protocol/messages.ts';
import { afterTimeout, callerAborted, withDeadline } from '../protocol/with-deadline.ts';
import { randomId } from './random-id.ts';
import { ask, type Transport } from './transport.ts';
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
  const id = randomId();
  const limit = Math.max(1, Math.min(deadlineMs, MAX_DEADLINE_MS));
  const progress: { phase: 'reading' | 'asked' | 'over' } = { phase: 'reading' };

  /** Reading the body counts too: a stream may take for ever. */
  async function call(): Promise<Response> {
    const request = await toRequestData(input, init, idempotencyKey);
    if (progress.phase === 'over') throw callerAborted();
    progress.phase = 'asked';
    const safe = SAFE.test(request.method) || request.headers.some(([name]) => name === 'idempotency-key');
    return toResponse(await ask(transport, { type: 'fetch', request, deadlineMs: limit }, { id, safe }));
  }

  try {
    return await withDeadline(call(), { ms: limit, after: afterTimeout, signal: signalOf(input, init) });
  } catch (error) {
    const gaveUp =
      error instanceof LatchkeyError && (error.code === 'aborted' || error.code === 'deadline-exceeded');
    // Asked the way that keeps to the order of what went it before: what it ends may have, too.
    if (gaveUp && progress.phase === 'asked') {
      ask(transport, { type: 'abort', call: id }, { safe: false }).catch(() => {});
    }
    throw error;
  } finally {
    progress.phase = 'over';
  }
}

const signalOf = (input: string | URL | Request, init: RequestInit): AbortSignal | null =>
  init.signal ?? (input instanceof Request ? input.signal : null);

async function toRequestData(
  input: string | URL | Request,
  init: RequestInit,
  idempotencyKey: string | undefined,
): Promise<RequestData> {
  try {
    if (isPlain(input, init) && idempotencyKey === undefined) {
      return { method: 'GET', url: String(input), headers: [], body: null };
    }
    // The platform's own Request turns any body type into bytes and names its content type.
    const request = new Request(input instanceof Request ? input : NOWHERE, init);
    if (idempotencyKey !== undefined) request.headers.set('Idempotency-Key', idempotencyKey);
    if (request.signal.aborted) throw callerAborted();
    const body = BODYLESS.test(request.method) ? NOTHING : new Uint8Array(await request.arrayBuffer());
    if (body.length > MAX_BODY_BYTES) {
      throw new LatchkeyError('body-too-large', `A request body may have ${MAX_BODY_BYTES} bytes`);
    }
    return {
      method: request.method,
      url: input instanceof Request ? input.url : String(input),
      headers: [...request.headers],
      body: body.length === 0 ? null : toBodyData(body, request.headers.get('Content-Type')),
    };
  } catch (cause) {
    if (cause instanceof LatchkeyError) throw cause;
    throw new LatchkeyError('invalid-request', String(cause), { cause });
  }
}

/** Whether it is no more than an address, as most calls are: making a `Request` of it takes longer than all else here. */
const isPlain = (input: string | URL | Request, init: RequestInit): boolean =>
  !(input instanceof Request) && Object.keys(init).length === 0;

function toResponse({ body, url, ...init }: ResponseData): Response {
  return Object.defineProperty(new Response(body, init), 'url', { value: url });
}

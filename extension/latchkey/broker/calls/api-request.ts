import { type BodyData, textOf, toBodyData } from '../../protocol/body.ts';
import { LatchkeyError } from '../../protocol/errors.ts';
import { MAX_BODY_BYTES } from '../../protocol/limits.ts';
import type { RequestData, ResponseData } from '../../protocol/messages.ts';
import type { Backend } from '../backend.ts';
import { parseJson } from '../parse-json.ts';
import type { Ports } from '../ports.ts';
import { parseProblem } from '../problem.ts';
import type { AccessToken } from '../session/state.ts';
import type { SessionStore } from '../session/store.ts';
import type { GetAccessToken } from './access-token.ts';

/** An API call with the token of the session. `url` has been judged by the policy and belongs to the server. */
export interface ApiCall {
  readonly method: string;
  readonly url: URL;
  readonly headers: RequestData['headers'];
  readonly body: RequestData['body'];
  readonly signal: AbortSignal;
}

/**
 * @throws LatchkeyError `signed-out`, `offline`, `server-unavailable`, `key-store-unavailable`, `redirect-refused`,
 * `body-too-large`, `aborted`, `invalid-request`.
 */
export type CallApi = (call: ApiCall) => Promise<ResponseData>;

export function createCallApi(
  getAccessToken: GetAccessToken,
  store: SessionStore,
  fetch: Ports['fetch'],
  backend: Pick<Backend, 'audienceOf' | 'fetchWithProof'>,
  serverOrigin: string,
): CallApi {
  async function send(call: ApiCall, token: AccessToken): Promise<Answer> {
    const fetchWithProof = token.type === 'DPoP' ? backend.fetchWithProof?.bind(backend) : undefined;
    const init = requestInit(call, fetchWithProof ? [] : [['Authorization', `Bearer ${token.value}`]]);
    try {
      const response = await (fetchWithProof
        ? fetchWithProof(new Request(call.url, init), token.value)
        : fetch(call.url, init));
      if (response.type === 'opaqueredirect' || isRedirect(response.status)) {
        // The browser does not say where it leads, so that even one within the server is refused.
        throw new LatchkeyError('redirect-refused', 'The server answered with a redirect');
      }
      const answer = { response, body: await readBody(response) };
      if (call.url.origin === serverOrigin) void store.apply({ type: 'server-reached' });
      return answer;
    } catch (cause) {
      if (cause instanceof LatchkeyError) throw cause;
      if (call.signal.aborted) throw new LatchkeyError('aborted', 'The caller aborted this call');
      // `fetch` rejects alike with what makes no request and with a server that is gone.
      if (!makesRequest(call.url, init))
        throw new LatchkeyError('invalid-request', 'The arguments make no request', { cause });
      // An API elsewhere that is gone says nothing about the server of the session.
      if (call.url.origin === serverOrigin) void store.apply({ type: 'server-unreachable' });
      throw new LatchkeyError('offline', 'The server can not be reached', { cause });
    }
  }

  return async (call) => {
    const audience = backend.audienceOf?.(call.url.origin) ?? null;
    const token = await getAccessToken(null, audience);
    const first = await send(call, token);
    if (!refusesToken(first)) return toResponseData(first, call.url);
    const next = await getAccessToken(token.value, audience);
    // The circuit breaker gives the same token again: then the refusal is the answer.
    return toResponseData(next.value === token.value ? first : await send(call, next), call.url);
  };
}

interface Answer {
  readonly response: Response;
  readonly body: BodyData;
}

const requestInit = (
  { method, headers, body, signal }: ApiCall,
  more: readonly [string, string][],
): RequestInit => ({
  method,
  headers: [...headers, ...more],
  body,
  // The cookie is for /auth/refresh alone, and a token never follows a redirect.
  credentials: 'omit',
  redirect: 'manual',
  cache: 'no-store',
  referrerPolicy: 'no-referrer',
  signal,
});

function makesRequest(url: URL, init: RequestInit): boolean {
  try {
    new Request(url, init);
    return true;
  } catch {
    return false;
  }
}

const isRedirect = (status: number): boolean => [301, 302, 303, 307, 308].includes(status);

async function readBody(response: Response): Promise<BodyData> {
  const bytes = saysItsLength(response)
    ? new Uint8Array(await response.arrayBuffer())
    : await readInPieces(response);
  if (bytes.length > MAX_BODY_BYTES) throw tooLarge();
  return toBodyData(bytes, response.headers.get('Content-Type'));
}

/**
 * Whether it can be read at once, which takes a fifth of the time: it says how many bytes it has, and they are what it
 * was sent in; HTTP has the browser hold it to that (RFC 9112 section 6.3, RFC 9113 section 8.1.1). Of an answer by CORS
 * this can not be told, since its Content-Encoding does not show.
 */
function saysItsLength({ type, headers }: Response): boolean {
  if (type === 'cors' || headers.has('Content-Encoding') || headers.has('Transfer-Encoding')) return false;
  const length = headers.get('Content-Length');
  return length !== null && /^\d{1,8}$/.test(length) && Number(length) <= MAX_BODY_BYTES;
}

const tooLarge = (): LatchkeyError =>
  new LatchkeyError('body-too-large', `A response body may have ${MAX_BODY_BYTES} bytes`);

/** Reads no more than the limit. */
async function readInPieces(response: Response): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > MAX_BODY_BYTES) throw tooLarge();
    chunks.push(chunk);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

/**
 * 401 and 419 ask for a fresh token, except for a 401 that is a problem about something else, such as a wrong
 * password: sending that twice would count as two attempts.
 */
function refusesToken({ response, body }: Answer): boolean {
  if (response.status === 419) return true;
  if (response.status !== 401) return false;
  const problem = parseProblem(parseJson(textOf(body)));
  return problem === null || problem.code === 'invalid_token';
}

/** Statuses whose responses can not be built with a body. */
const BODYLESS = [204, 205, 304];

const toResponseData = ({ response, body }: Answer, url: URL): ResponseData => ({
  status: response.status,
  statusText: response.statusText,
  url: url.href,
  headers: [...response.headers],
  body: BODYLESS.includes(response.status) ? null : body,
});

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
    const request = toRequest(call, fetchWithProof ? {} : { Authorization: `Bearer ${token.value}` });
    try {
      const response = await (fetchWithProof?.(request, token.value) ?? fetch(request));
      if (response.type === 'opaqueredirect' || isRedirect(response.status)) {
        // The browser does not say where it leads, so that even one within the server is refused.
        throw new LatchkeyError('redirect-refused', 'The server answered with a redirect');
      }
      const answer = { response, bytes: await readBody(response) };
      if (call.url.origin === serverOrigin) void store.apply({ type: 'server-reached' });
      return answer;
    } catch (cause) {
      if (cause instanceof LatchkeyError) throw cause;
      if (call.signal.aborted) throw new LatchkeyError('aborted', 'The caller aborted this call');
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
  readonly bytes: Uint8Array<ArrayBuffer>;
}

function toRequest(
  { method, url, headers, body, signal }: ApiCall,
  more: Readonly<Record<string, string>>,
): Request {
  try {
    return new Request(url, {
      method,
      headers: [...headers.map(([name, value]): [string, string] => [name, value]), ...Object.entries(more)],
      body,
      // The cookie is for /auth/refresh alone, and a token never follows a redirect.
      credentials: 'omit',
      redirect: 'manual',
      cache: 'no-store',
      referrerPolicy: 'no-referrer',
      signal,
    });
  } catch (cause) {
    throw new LatchkeyError('invalid-request', 'The arguments make no request', { cause });
  }
}

const isRedirect = (status: number): boolean => [301, 302, 303, 307, 308].includes(status);

/** Reads no more than the limit, whatever Content-Length says. */
async function readBody(response: Response): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > MAX_BODY_BYTES) {
      throw new LatchkeyError('body-too-large', `A response body may have ${MAX_BODY_BYTES} bytes`);
    }
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
function refusesToken({ response, bytes }: Answer): boolean {
  if (response.status === 419) return true;
  if (response.status !== 401) return false;
  const problem = parseProblem(parseJson(new TextDecoder().decode(bytes)));
  return problem === null || problem.code === 'invalid_token';
}

/** Statuses whose responses can not be built with a body. */
const BODYLESS = [204, 205, 304];

const toResponseData = ({ response, bytes }: Answer, url: URL): ResponseData => ({
  status: response.status,
  statusText: response.statusText,
  url: url.href,
  headers: [...response.headers],
  body: BODYLESS.includes(response.status) ? null : bytes,
});

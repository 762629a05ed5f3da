import { textOf } from '../../protocol/body.ts';
import { LatchkeyError } from '../../protocol/errors.ts';
import type { ResponseData, Token } from '../../protocol/messages.ts';
import { notSupported } from '../not-supported.ts';
import { parseJson } from '../parse-json.ts';
import type { Clock } from '../ports.ts';
import { parseProblem } from '../problem.ts';
import type { SessionStore } from '../session/store.ts';
import type { CallApi } from './api-request.ts';
import { parseCapabilityResponse } from './capability-response.ts';

/** A token that ends sooner is not handed out: its call has to arrive. */
const LEAST_LIFE_MS = 10_000;

/**
 * A token of narrower scope and at most a minute, one per session and scope while it lives.
 * @param refused a token that the API has just refused, or `null`.
 * @param url where a POST of `{ scope }` brings one; `null` where nothing does.
 * @throws LatchkeyError what an API call throws, and `refused` for a scope that the session does not have.
 */
export type GetCapabilityToken = (
  scope: string,
  refused: string | null,
  signal: AbortSignal,
) => Promise<Token>;

export function createGetCapabilityToken(
  callApi: CallApi,
  store: SessionStore,
  clock: Clock,
  url: URL | null,
): GetCapabilityToken {
  const held = new Map<string, Token>();

  return async (scope, refused, signal) => {
    if (url === null) throw notSupported('A token of narrower scope');
    const { session } = store.read();
    const key = `${session.status === 'signed-in' ? session.sessionId : ''} ${scope}`;
    const known = held.get(key);
    if (known && known.token !== refused && clock.now() < known.expiresAt - LEAST_LIFE_MS) return known;

    // What belongs to another session or has ended is of no use to anybody.
    for (const [other, { expiresAt }] of held) if (expiresAt <= clock.now()) held.delete(other);
    const sentAtMs = clock.now();
    const response = await callApi({
      method: 'POST',
      url,
      headers: [['Content-Type', 'application/json']],
      body: JSON.stringify({ scope }),
      signal,
    });
    const token = readToken(response, sentAtMs);
    held.set(key, token);
    return token;
  };
}

function readToken({ status, body }: ResponseData, sentAtMs: number): Token {
  const json = body && parseJson(textOf(body));
  const token = status === 200 ? parseCapabilityResponse(json, sentAtMs) : null;
  if (token) return token;
  const problem = parseProblem(json);
  if (problem && status < 500) throw new LatchkeyError('refused', problem.title, { problem });
  throw new LatchkeyError('server-unavailable', 'The server does not answer properly');
}

import { type Problem, problems } from '../../errors/problem.ts';

export const PROBLEM_TYPE = 'application/problem+json';

/**
 * RFC 9457. `type` leads to the problem's paragraph on the documentation page, `instance` names the request as the log
 * does.
 */
export function problemDocument({ code, status, options }: Problem, requestId: string | undefined): object {
  return {
    type: `/docs#${code}`,
    title: problems[code].title,
    status,
    ...(options.detail !== undefined && { detail: options.detail }),
    ...(requestId !== undefined && { instance: `urn:latchkey:request:${requestId}` }),
    code,
    ...(options.scope !== undefined && { scope: options.scope }),
    ...options.extensions,
  };
}

/** What a code, a status and the problem's data ask for (RFC 9110 sections 10.2.3 and 15.5.2, RFC 9449 section 8). */
export function problemHeaders(problem: Problem): Record<string, string> {
  const { retryAfterMs = problem.status === 503 ? 1_000 : undefined, nonce } = problem.options;
  const challenge = challengeOf(problem);
  return {
    ...(challenge !== null && { 'WWW-Authenticate': challenge }),
    ...(retryAfterMs !== undefined && { 'Retry-After': String(Math.ceil(retryAfterMs / 1000)) }),
    ...(nonce !== undefined && { 'DPoP-Nonce': nonce }),
  };
}

/** RFC 6750 section 3: what a bearer of tokens is told; without an error code where no token was shown. */
function challengeOf({ code, status, options: { scope, credentials } }: Problem): string | null {
  // RFC 6749 section 5.2: by the scheme that the client has to use.
  if (code === 'invalid_client') return 'Basic realm="latchkey", charset="UTF-8"';
  const bearer = 'Bearer realm="latchkey"';
  const isOfToken = code === 'invalid_token' || code === 'insufficient_scope';
  if (!isOfToken || credentials === 'none') return status === 401 ? bearer : null;
  return `${bearer}, error="${code}"${scope === undefined ? '' : `, scope="${scope}"`}`;
}

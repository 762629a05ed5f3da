import type { Context, ErrorHandler, Hono, NotFoundHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { METHOD_NAME_ALL } from 'hono/router';
import { TrieRouter } from 'hono/router/trie-router';
import { Problem, type ProblemCode, problems } from '../../errors/problem.ts';
import type { ServerEnv } from '../env.ts';

/** What frameworks throw by status; any other 4xx is a malformed request. */
const codesByStatus: Readonly<Record<number, ProblemCode>> = {
  401: 'invalid_token',
  403: 'insufficient_scope',
  404: 'not_found',
  405: 'method_not_allowed',
  413: 'payload_too_large',
  415: 'unsupported_media_type',
  429: 'rate_limited',
};

/** Told of every failure that is the server's own, with what the caller is not told. */
export type FailureListener = (failure: { problem: Problem; requestId: string; path: string }) => void;

/** The one place where an error becomes a response. */
export function problemHandler(onFailure: FailureListener): ErrorHandler<ServerEnv> {
  return (error, c) => {
    const problem = toProblem(error);
    if (problem.status >= 500) onFailure({ problem, requestId: c.get('requestId'), path: c.req.path });
    return problemResponse(c, problem);
  };
}

/** @returns 405 with `Allow` where the path is offered under other methods (RFC 9110 section 15.5.6), else 404. */
export function notFoundHandler(app: Pick<Hono<ServerEnv>, 'routes'>): NotFoundHandler<ServerEnv> {
  let offered: TrieRouter<string> | undefined;
  return (c) => {
    offered ??= methodsByPath(app.routes);
    const [matches] = offered.match(METHOD_NAME_ALL, c.req.path);
    const methods = [...new Set(matches.map(([method]) => method))].sort();
    if (methods.length === 0) return problemResponse(c, new Problem('not_found'));
    return problemResponse(c, new Problem('method_not_allowed', { headers: { Allow: methods.join(', ') } }));
  };
}

function methodsByPath(routes: Hono<ServerEnv>['routes']): TrieRouter<string> {
  const router = new TrieRouter<string>();
  for (const { method, path } of routes) {
    // OPTIONS is answered for a whole area, whatever there is in it.
    if (method === METHOD_NAME_ALL || method === 'OPTIONS') continue;
    router.add(METHOD_NAME_ALL, path, method);
    if (method === 'GET') router.add(METHOD_NAME_ALL, path, 'HEAD');
  }
  return router;
}

/** @returns the error itself, or what may be said of it: nothing of an unknown error's own words leaves the server. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof HTTPException && error.status < 500) {
    return new Problem(codesByStatus[error.status] ?? 'invalid_request', { cause: error });
  }
  return new Problem('internal', { cause: error });
}

/**
 * An RFC 9457 document. `type` leads to the problem's paragraph on the documentation page, `instance` names the
 * request as the log does.
 */
export function problemResponse(c: Context<ServerEnv>, problem: Problem): Response {
  const { code, status, options } = problem;
  for (const [name, value] of Object.entries({ ...standardHeaders(problem), ...options.headers })) {
    c.header(name, value, { append: name.toLowerCase() === 'set-cookie' });
  }
  c.header('Content-Type', 'application/problem+json');
  const requestId: string | undefined = c.get('requestId');
  const document = {
    type: `/docs#${code}`,
    title: problems[code].title,
    status,
    ...(options.detail !== undefined && { detail: options.detail }),
    ...(requestId !== undefined && { instance: `urn:latchkey:request:${requestId}` }),
    code,
    ...options.extensions,
  };
  return c.body(JSON.stringify(document), status);
}

/**
 * What a status must not be without: a challenge on 401 (RFC 9110 section 15.5.2, RFC 6750 section 3) and, where
 * trying again helps, when (RFC 9110 section 10.2.3).
 */
function standardHeaders({ code, status, options }: Problem): Record<string, string> {
  if (code === 'invalid_token' || code === 'insufficient_scope') {
    const scope = options.extensions?.scope;
    const needed = typeof scope === 'string' ? `, scope="${scope}"` : '';
    return { 'WWW-Authenticate': `Bearer realm="latchkey", error="${code}"${needed}` };
  }
  if (status === 401) return { 'WWW-Authenticate': 'Bearer realm="latchkey"' };
  if (status === 503) return { 'Retry-After': '1' };
  return {};
}

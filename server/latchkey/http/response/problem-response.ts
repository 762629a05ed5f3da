import type { Context, ErrorHandler, Hono, NotFoundHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { METHOD_NAME_ALL } from 'hono/router';
import { TrieRouter } from 'hono/router/trie-router';
import { Problem, type ProblemCode } from '../../errors/problem.ts';
import type { Failure } from '../../observability/observer.ts';
import type { ServerEnv } from '../request/request-id.ts';
import { PROBLEM_TYPE, problemDocument, problemHeaders } from './problem-document.ts';
import { ProblemException } from './problem-exception.ts';

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

/**
 * The one place where an error becomes a response.
 * @param onFailure is told of every failure that is the server's own, with what the caller is not told
 */
export function problemHandler(onFailure: (failure: Failure) => void): ErrorHandler<ServerEnv> {
  return (error, c) => {
    const problem =
      isCutOff(c) && !(error instanceof Problem || error instanceof ProblemException)
        ? cutOff(error)
        : toProblem(error);
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
    c.header('Allow', methods.join(', '));
    return problemResponse(c, new Problem('method_not_allowed'));
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

/** Whether the client went away before it had sent its whole body: what comes of that is no fault of the server. */
function isCutOff(c: Context<ServerEnv>): boolean {
  const incoming = c.env?.incoming;
  return incoming?.destroyed === true && !incoming.complete;
}

const cutOff = (cause: unknown) =>
  new Problem('invalid_request', { detail: 'The body of the request was cut off.', cause });

/** @returns the error itself, or what may be said of it: nothing of an unknown error's own words leaves the server. */
function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof ProblemException) return error.problem;
  if (error instanceof HTTPException && error.status < 500) {
    return new Problem(codesByStatus[error.status] ?? 'invalid_request', { cause: error });
  }
  return new Problem('internal', { cause: error });
}

function problemResponse(c: Context<ServerEnv>, problem: Problem): Response {
  for (const [name, value] of Object.entries(problemHeaders(problem))) c.header(name, value);
  c.header('Content-Type', PROBLEM_TYPE);
  return c.body(JSON.stringify(problemDocument(problem, c.get('requestId'))), problem.status);
}

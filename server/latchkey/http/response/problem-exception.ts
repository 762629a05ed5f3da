import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { Problem } from '../../errors/problem.ts';
import { PROBLEM_TYPE, problemDocument, problemHeaders } from './problem-document.ts';

/**
 * What the guard and the other middlewares throw in an app of somebody's own: every Hono app answers it, by its default
 * or by a handler that knows `HTTPException`, as a problem document with its status and challenge.
 */
export class ProblemException extends HTTPException {
  override name = 'ProblemException' as const;
  readonly problem: Problem;
  readonly #requestId: string | undefined;

  constructor(problem: Problem, requestId?: string) {
    super(problem.status as ContentfulStatusCode, { message: problem.message, cause: problem });
    this.problem = problem;
    this.#requestId = requestId;
  }

  override getResponse(): Response {
    const { problem } = this;
    return new Response(JSON.stringify(problemDocument(problem, this.#requestId)), {
      status: problem.status,
      headers: { ...problemHeaders(problem), 'Content-Type': PROBLEM_TYPE },
    });
  }
}

/** @throws {ProblemException} for a problem, and anything else as it is */
export function throwToApp(c: Context, cause: unknown): never {
  throw cause instanceof Problem ? new ProblemException(cause, c.get('requestId')) : cause;
}

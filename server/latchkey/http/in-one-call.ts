import type { Context, ErrorHandler, Handler, Next } from 'hono';
import type { Result } from 'hono/router';
import type { RouterRoute } from 'hono/types';

/** What Hono has its router keep. */
export type Registered = [Handler, RouterRoute];

/** What `next()` gives where the answer is there already: a promise like any other to whoever does not ask. */
const DONE = Promise.resolve();

/**
 * Does what a middleware does behind `next()`: at once where the answer is there by then, so that it need not wait for
 * a promise of its own to go out.
 */
export function afterwards(following: Promise<void>, work: () => void): Promise<void> {
  if (following !== DONE) return following.then(work);
  work();
  return DONE;
}

/**
 * Makes one handler of all that a path has matched. Hono calls a single one as it is, and what that answers at once goes
 * out at once; where there are several it awaits each, and @hono/node-server the answer, which together is a seventh of
 * all that a guarded request costs. Whoever stands in the chain sees what Hono shows: `next()` is a promise, `c.res` is
 * there behind it, and what is thrown is answered by `onError` where it was thrown.
 * @returns the same where there are parameters, or a middleware for other paths as well: these ask for their own
 */
export function inOneCall(result: Result<Registered>, onError: ErrorHandler): Result<Registered> {
  const [found, stash] = result;
  const [last] = found.at(-1) ?? [];
  if (last === undefined || found.length === 1 || stash !== undefined) return result;
  const [, route] = last;
  const ofOnePath = found.every(
    ([[, { path }], params]) => path === route.path && Object.keys(params).length === 0,
  );
  if (!ofOnePath) return result;
  const handlers = found.map(([[handler]]) => handler);
  return [[[[chain(handlers, onError), route], {}]]];
}

function chain(handlers: readonly Handler[], onError: ErrorHandler): Handler {
  return (c, notFound) => {
    const following = step(handlers, 0, c, notFound, onError);
    return following === DONE ? answerOf(c) : following.then(() => answerOf(c));
  };
}

/** @throws Error where a middleware has gone on and not waited: what `c.res` would be then is an empty success */
function answerOf(c: Context): Response {
  if (!c.finalized) throw new Error('A middleware has not awaited next()');
  return c.res;
}

/** One handler and all behind it. @returns what `next()` is to whoever stands before it */
function step(
  handlers: readonly Handler[],
  at: number,
  c: Context,
  notFound: Next,
  onError: ErrorHandler,
): Promise<void> {
  const handler = handlers[at];
  if (handler === undefined) return c.finalized ? DONE : notFound();
  let following: Promise<void> | undefined;
  const next = () => {
    if (following !== undefined) throw new Error('next() called multiple times');
    following = step(handlers, at + 1, c, notFound, onError);
    return following;
  };
  const settle = (answer: unknown): Promise<void> => {
    if (answer && !c.finalized) c.res = answer as Response;
    if (c.finalized || following !== undefined) return DONE;
    return failed(c, new Error('A middleware has neither answered nor called next()'), onError);
  };
  try {
    const answer: unknown = handler(c, next);
    if (!isThenable(answer)) return settle(answer);
    if (answer === following) return following;
    return Promise.resolve(answer).then(settle, (cause) => failed(c, cause, onError));
  } catch (cause) {
    return failed(c, cause, onError);
  }
}

const isThenable = (answer: unknown): answer is PromiseLike<unknown> =>
  typeof (answer as PromiseLike<unknown> | undefined)?.then === 'function';

function failed(c: Context, cause: unknown, onError: ErrorHandler): Promise<void> {
  // Hono lets it through to the HTTP server, which would take it for a malformed request.
  const error = cause instanceof Error ? cause : new Error('What was thrown is no Error', { cause });
  c.error = error;
  const answer = onError(error, c);
  if (answer instanceof Promise)
    return answer.then((later) => {
      c.res = later;
    });
  c.res = answer;
  return DONE;
}

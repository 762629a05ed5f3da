import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { RequestError } from '@hono/node-server';
import { Problem } from '../../errors/problem.ts';
import { PROBLEM_TYPE } from './problem-document.ts';
import { ProblemException } from './problem-exception.ts';

/** By the code that Node gives the error; any other is a request that is none. */
const statuses: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

const details: Readonly<Record<number, string>> = {
  400: 'This is no HTTP request that can be read here.',
  408: 'The request did not arrive in time.',
  413: 'The extensions of a chunk are too long.',
  417: 'Nothing but "100-continue" can be expected.',
  431: 'The headers are too large. Mostly these are cookies of this host: delete those that are not needed.',
};

/**
 * Answers what the HTTP parser refuses, of which the application never hears. There is no code of ours for it, so the
 * type is `about:blank` (RFC 9457 section 4.2.1).
 */
export function answerParserError(error: NodeJS.ErrnoException, socket: Duplex): void {
  // A client that has closed its connection waits for nothing.
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const status = statuses[error.code ?? ''] ?? 400;
  const body = problemOf(status);
  const headers = { ...headersOf(body), connection: 'close' };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('\r\n')}\r\n\r\n${body}`);
}

/** Answers an `Expect` that is not `100-continue` (RFC 9110 section 10.1.1). */
export function answerExpectation(_: IncomingMessage, response: ServerResponse): void {
  const body = problemOf(417);
  response.writeHead(417, headersOf(body)).end(body);
}

/** Answers a request of HTTP/1.1 that does not say to which host it goes (RFC 9112 section 3.2). */
export function answerMissingHost(_: IncomingMessage, response: ServerResponse): void {
  const body = problemOf(400);
  response.writeHead(400, { ...headersOf(body), connection: 'close' }).end(body);
}

/** Answers what reaches no app: a target or a `Host` that makes no URL, and what an app has thrown that is no `Error`. */
export function unhandled(error: unknown): Response {
  const code = error instanceof RequestError ? 'invalid_request' : 'internal';
  return new ProblemException(new Problem(code)).getResponse();
}

function problemOf(status: number): string {
  return JSON.stringify({
    type: 'about:blank',
    title: STATUS_CODES[status],
    status,
    detail: details[status],
  });
}

const headersOf = (body: string) => ({
  'content-type': PROBLEM_TYPE,
  'content-length': String(Buffer.byteLength(body)),
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
});

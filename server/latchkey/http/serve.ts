import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { getRequestListener } from '@hono/node-server';
import { StartError } from '../errors/start-error.ts';
import { EarlyHeadersResponse } from './response/early-headers.ts';
import { answerExpectation, answerParserError } from './response/parser-refusal.ts';

/** Enough for a phone in a lift, too little for a client that sends a byte now and then to hold a socket. */
export const TIMEOUTS = {
  /** From the first byte of a request to the last of its headers. */
  headersTimeout: 10_000,
  /** From the first byte to the last of the body. */
  requestTimeout: 30_000,
  /** Between two requests; longer than the minute that load balancers keep theirs, so that they close first. */
  keepAliveTimeout: 65_000,
  connectionsCheckingInterval: 2_000,
};
/** Cookie, token and proof together are about 3 KiB; the rest is for the cookies of whatever else is on this host. */
const MAX_HEADER_BYTES = 64 * 1024;
/** A client that does not read its answer, or says nothing at all, for this long is cut off. */
const IDLE_SOCKET_MS = 120_000;
const IDLE_CHECK_MS = 50;

export interface Listening {
  readonly port: number;
  /**
   * Takes no more connections, lets what is in flight end, and cuts off what has not ended after the deadline.
   * @returns whether everything ended by itself
   */
  stop(deadlineMs: number): Promise<boolean>;
}

export interface ServeOptions {
  readonly fetch: Parameters<typeof getRequestListener>[0];
  readonly host: string;
  readonly port: number;
  /** Milliseconds. */
  readonly timeouts?: typeof TIMEOUTS;
}

/** Listens. @throws StartError in one line that says what to change */
export async function serve({ fetch, host, port, timeouts = TIMEOUTS }: ServeOptions): Promise<Listening> {
  const listener = getRequestListener(fetch, { errorHandler: () => unreadable() });
  let stopping = false;
  const server = createServer(
    { ...timeouts, maxHeaderSize: MAX_HEADER_BYTES, ServerResponse: EarlyHeadersResponse },
    (incoming, outgoing) => {
      if (stopping) outgoing.shouldKeepAlive = false;
      void listener(incoming, outgoing);
    },
  );
  server.on('clientError', answerParserError);
  server.on('checkExpectation', answerExpectation);
  server.setTimeout(IDLE_SOCKET_MS);
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (cause) {
    throw new StartError(reason(cause, host, port), { cause });
  }

  return {
    port: (server.address() as AddressInfo).port,
    async stop(deadlineMs) {
      stopping = true;
      return stop(server, deadlineMs);
    },
  };
}

type HttpServer = Server<typeof IncomingMessage, typeof EarlyHeadersResponse>;

async function stop(server: HttpServer, deadlineMs: number): Promise<boolean> {
  const closed = once(server, 'close').then(() => true);
  server.close();
  const idle = setInterval(() => server.closeIdleConnections(), IDLE_CHECK_MS);
  const deadline = new AbortController();
  try {
    const late = delay(deadlineMs, false, { signal: deadline.signal });
    late.catch(() => {});
    return await Promise.race([closed, late]);
  } finally {
    deadline.abort();
    clearInterval(idle);
    server.closeAllConnections();
    await closed;
  }
}

/** For what is not even a request to the application: a target or a `Host` that makes no URL. */
function unreadable(): Response {
  const problem = {
    type: '/docs#invalid_request',
    title: 'The request is malformed',
    status: 400,
    code: 'invalid_request',
  };
  return Response.json(problem, { status: 400, headers: { 'Content-Type': 'application/problem+json' } });
}

function reason(cause: unknown, host: string, port: number): string {
  switch ((cause as NodeJS.ErrnoException).code) {
    case 'EADDRINUSE':
      return `Port ${port} on ${host} is in use. Stop what uses it, or choose another with PORT.`;
    case 'EACCES':
      return `Port ${port} on ${host} may not be used by this account. Choose one above 1023 with PORT.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `HOST=${host} is no address of this machine. Use 127.0.0.1, ::1, 0.0.0.0 or ::.`;
    default:
      return `The server can not listen on ${host}, port ${port}: ${cause instanceof Error ? cause.message : cause}`;
  }
}

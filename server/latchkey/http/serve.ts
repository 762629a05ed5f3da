import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, Server as NetServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { getRequestListener } from '@hono/node-server';
import { StartError } from '../errors/start-error.ts';
import { EarlyHeadersResponse } from './response/early-headers.ts';
import {
  answerExpectation,
  answerMissingHost,
  answerParserError,
  unhandled,
} from './response/parser-refusal.ts';

/** Enough for a phone in a lift, too little for a client that sends a byte now and then to hold a socket. */
const TIMEOUTS = {
  /** From the first byte of a request to the last of its headers. */
  headersTimeout: 10_000,
  /** From the first byte to the last of the body. */
  requestTimeout: 30_000,
  /** Between two requests; longer than the minute that load balancers keep theirs, so that they close first. */
  keepAliveTimeout: 65_000,
  connectionsCheckingInterval: 2_000,
};
/**
 * Cookie, token and proof together are about 3 KiB. The rest is for the cookies of others: on localhost a browser sends
 * those of every port.
 */
const MAX_HEADER_BYTES = 64 * 1024;
/** A client that does not read its answer, or says nothing at all, for this long is cut off. */
const IDLE_SOCKET_MS = 120_000;
const IDLE_CHECK_MS = 50;
/**
 * How long connections that are kept alive stay open at a stop: a request that is on its way on one is answered and told
 * to come back on another, where a client that met a closed connection would not send a POST again.
 */
const DRAIN_MS = 500;

/** A server that listens. */
export interface Listening {
  readonly port: number;
  /** What is listened on, as in `127.0.0.1:8787`. */
  readonly addresses: readonly string[];
  /**
   * Takes no more connections, lets what is in flight end, and cuts off what has not ended after the deadline. Answers
   * say from now on that their connection ends.
   * @returns whether everything ended by itself
   */
  stop(deadlineMs: number): Promise<boolean>;
}

/** What is served, and where. */
export interface ServeOptions {
  readonly fetch: Parameters<typeof getRequestListener>[0];
  /** On a loopback address, or on all of IPv4, the other loopback is listened on as well. */
  readonly host: string;
  readonly port: number;
  /** Milliseconds. */
  readonly timeouts?: typeof TIMEOUTS;
}

/**
 * Listens on the host and, where that is on a loopback address, on both loopbacks or on none: a browser that is asked
 * for `localhost` tries `::1` first, where another program of this machine could wait for the password.
 * @throws {StartError} in one line that says what to change; nothing is listened on then
 * @example
 * const listening = await serve({ fetch: app.fetch, host: config.host, port: config.port });
 * process.once('SIGTERM', () => void listening.stop(5_000).then(() => process.exit()));
 */
export async function serve({ fetch, host, port, timeouts = TIMEOUTS }: ServeOptions): Promise<Listening> {
  let stopping = false;
  // A request of HTTP/1.0 need not say to which host it goes, as those of health checks do not.
  const listener = getRequestListener(fetch, { hostname: 'localhost', errorHandler: unhandled });
  const servers = await listenOnAll(hostsFor(host), port, () =>
    createHttpServer(timeouts, (incoming, outgoing) => {
      if (stopping) outgoing.shouldKeepAlive = false;
      if (incoming.headers.host === undefined && incoming.httpVersion === '1.1') {
        return answerMissingHost(incoming, outgoing);
      }
      void listener(incoming, outgoing);
    }),
  );

  return {
    port: addressOf(servers[0]).port,
    addresses: servers.map(shownAddress),
    async stop(deadlineMs) {
      stopping = true;
      const ended = await Promise.all(servers.map((server) => stop(server, deadlineMs)));
      return ended.every(Boolean);
    },
  };
}

type HttpServer = Server<typeof IncomingMessage, typeof EarlyHeadersResponse>;

function createHttpServer(
  timeouts: typeof TIMEOUTS,
  listener: RequestListener<typeof IncomingMessage, typeof EarlyHeadersResponse>,
): HttpServer {
  const options = {
    ...timeouts,
    maxHeaderSize: MAX_HEADER_BYTES,
    ServerResponse: EarlyHeadersResponse,
    // Node would take the first of two hosts, origins or tokens, and what is in front of it perhaps the second. Joined
    // they are neither, and refused.
    joinDuplicateHeaders: true,
    // Refused here as well, but as a problem.
    requireHostHeader: false,
  };
  const server = createServer(options, listener);
  server.setTimeout(IDLE_SOCKET_MS);
  server.on('clientError', answerParserError);
  server.on('checkExpectation', answerExpectation);
  return server;
}

const LOOPBACKS: readonly string[] = ['127.0.0.1', '::1'];

function hostsFor(host: string): readonly string[] {
  if (host === 'localhost' || LOOPBACKS.includes(host)) return LOOPBACKS;
  return host === '0.0.0.0' ? [host, '::1'] : [host];
}

type Servers = readonly [HttpServer, ...HttpServer[]];

/** A port that the system chooses for the first host may be taken on the second. */
const CHOICES = 10;

async function listenOnAll(
  hosts: readonly string[],
  port: number,
  create: () => HttpServer,
): Promise<Servers> {
  for (let choice = 1; ; choice += 1) {
    const opened: HttpServer[] = [];
    try {
      for (const host of hosts) {
        const [first] = opened;
        const server = await listen(create(), host, first === undefined ? port : addressOf(first).port);
        if (server !== null) opened.push(server);
      }
      const [first, ...others] = opened;
      if (first !== undefined) return [first, ...others];
      throw new StartError(`This machine has none of the addresses ${hosts.join(', ')}.`);
    } catch (cause) {
      for (const server of opened) server.close();
      if (port !== 0 || choice === CHOICES || codeOf(cause) !== 'EADDRINUSE') throw cause;
    }
  }
}

/** @returns `null` for a loopback address that this machine does not have, as without IPv6. @throws {StartError} */
async function listen(server: HttpServer, host: string, port: number): Promise<HttpServer | null> {
  server.listen({ host, port });
  try {
    await once(server, 'listening');
    return server;
  } catch (cause) {
    const missing = ['EADDRNOTAVAIL', 'EAFNOSUPPORT'].includes(codeOf(cause) ?? '');
    if (missing && LOOPBACKS.includes(host)) return null;
    throw new StartError(reason(cause, host, port), { cause });
  }
}

async function stop(server: HttpServer, deadlineMs: number): Promise<boolean> {
  const closed = once(server, 'close').then(() => true);
  // `close` of HTTP's own server would cut idle connections, on which a request may be on its way.
  NetServer.prototype.close.call(server);
  const drained = performance.now() + Math.min(DRAIN_MS, deadlineMs);
  const idle = setInterval(() => {
    if (performance.now() >= drained) server.closeIdleConnections();
  }, IDLE_CHECK_MS);
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

const addressOf = (server: HttpServer) => server.address() as AddressInfo;

function shownAddress(server: HttpServer): string {
  const { address, family, port } = addressOf(server);
  return family === 'IPv6' ? `[${address}]:${port}` : `${address}:${port}`;
}

/** @returns the system's code of an error or of its cause. */
function codeOf(error: unknown): string | undefined {
  const { code, cause } = error as { code?: string; cause?: { code?: string } };
  return code ?? cause?.code;
}

function reason(cause: unknown, host: string, port: number): string {
  switch (codeOf(cause)) {
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

import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { forward } from './fault-proxy/forward.ts';
import { slot } from './slot.ts';

/** What an API of somebody else might do that ours does not: send anything back, slowly, or with any status. */
async function echo(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const wish = (name: string) => asked(request).get(name) ?? undefined;
  const body = await buffer(request);
  await delay(Number(wish('delay') ?? 0));
  const size = wish('size');
  response.writeHead(Number(wish('status') ?? 200), {
    'Content-Type': request.headers['content-type'] ?? 'application/octet-stream',
    'X-Method': request.method ?? '',
    'X-Bearer': String(/^Bearer \S+$/.test(request.headers.authorization ?? '')),
    'X-Cookie': request.headers.cookie ?? 'none',
  });
  response.end(size === undefined ? body : Buffer.alloc(Number(size), 7));
}

const asked = ({ url }: IncomingMessage) => new URL(url ?? '/', 'http://localhost').searchParams;

/**
 * Stands where the extension looks for its server, and forwards to that what asks for no echo.
 * @param port where the server really is @returns closes it
 */
export async function startEcho(port: number): Promise<() => Promise<void>> {
  const agent = new Agent();
  const front = createServer(async (request, response) => {
    if (asked(request).has('echo')) return echo(request, response);
    const answer = await forward(request, await buffer(request), { port, agent });
    response.writeHead(answer.status, answer.headers.flat());
    response.end(answer.body);
  });
  front.listen(slot().serverPort, '127.0.0.1');
  await once(front, 'listening');
  return () => {
    agent.destroy();
    front.closeAllConnections();
    return new Promise<void>((closed) => front.close(() => closed()));
  };
}

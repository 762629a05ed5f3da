import { type Agent, type IncomingMessage, request } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { Answer } from './exchange.ts';

/** What belongs to one connection and not to the message (RFC 9110 section 7.6.1). */
const HOP_BY_HOP = /^(connection|keep-alive|proxy-connection|te|trailer|transfer-encoding|upgrade)$/i;

/** Sends a request on to the server as it came. Rejects when the server is not there. */
export async function forward(
  incoming: IncomingMessage,
  body: Buffer,
  to: { readonly port: number; readonly agent: Agent },
): Promise<Answer> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const outgoing = request({
      host: '127.0.0.1',
      port: to.port,
      agent: to.agent,
      method: incoming.method,
      path: incoming.url,
      headers: pairs(incoming.rawHeaders).flat(),
    });
    outgoing.once('response', resolve).once('error', reject);
    outgoing.end(body);
  });
  return {
    status: response.statusCode ?? 0,
    headers: pairs(response.rawHeaders),
    body: await buffer(response),
  };
}

function pairs(raw: readonly string[]): [string, string][] {
  const all = Array.from({ length: raw.length / 2 }, (_, n): [string, string] => [
    raw[2 * n] ?? '',
    raw[2 * n + 1] ?? '',
  ]);
  return all.filter(([name]) => !HOP_BY_HOP.test(name));
}

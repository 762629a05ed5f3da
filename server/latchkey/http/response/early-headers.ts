import { type OutgoingHttpHeader, type OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { Context } from 'hono';

/** Names are lower-case. */
export type PlainHeaders = Readonly<Record<string, string>>;

/**
 * A response to which headers can be added before its head is written: there they cost a tenth of what the same ones
 * cost as `Headers` in a middleware or a route.
 */
export class EarlyHeadersResponse extends ServerResponse {
  #added: PlainHeaders | undefined;

  add(headers: PlainHeaders): void {
    this.#added = this.#added === undefined ? headers : { ...this.#added, ...headers };
  }

  override writeHead(
    status: number,
    reasonOrHeaders?: string | OutgoingHttpHeaders | OutgoingHttpHeader[],
    headers?: OutgoingHttpHeaders | OutgoingHttpHeader[],
  ): this {
    const own = typeof reasonOrHeaders === 'object' ? reasonOrHeaders : headers;
    if (Array.isArray(own)) return super.writeHead(status, own);
    const all: OutgoingHttpHeaders = { ...this.#added };
    for (const name in own) all[name.toLowerCase()] = own[name];
    return super.writeHead(status, all);
  }
}

/** Adds headers that the route may still replace; without the server of `serve.ts` in the usual way. */
export function addHeaders(c: Context, headers: PlainHeaders): void {
  const outgoing: unknown = c.env?.outgoing;
  if (outgoing instanceof EarlyHeadersResponse) outgoing.add(headers);
  else for (const [name, value] of Object.entries(headers)) c.header(name, value);
}

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
  /** Cookies stand beside each other, whoever sets them; every other header is there once. */
  #cookies: string[] | undefined;

  add(headers: PlainHeaders): void {
    const cookie = headers['set-cookie'];
    // Every request passes here once, and few with a cookie: what needs no copy gets none.
    if (cookie === undefined) {
      this.#added = this.#added === undefined ? headers : { ...this.#added, ...headers };
      return;
    }
    this.#cookies = [...(this.#cookies ?? []), cookie];
    const added: Record<string, string> = { ...this.#added };
    for (const name in headers) if (name !== 'set-cookie') added[name] = headers[name] ?? '';
    this.#added = added;
  }

  override writeHead(
    status: number,
    reasonOrHeaders?: string | OutgoingHttpHeaders | OutgoingHttpHeader[],
    headers?: OutgoingHttpHeaders | OutgoingHttpHeader[],
  ): this {
    const given = typeof reasonOrHeaders === 'object' ? reasonOrHeaders : headers;
    const own = Array.isArray(given) ? fromPairs(given) : given;
    const all: OutgoingHttpHeaders = { ...this.#added };
    for (const name in own) all[name.toLowerCase()] = own[name];
    if (this.#cookies !== undefined) all['set-cookie'] = [...this.#cookies, ...listOf(all['set-cookie'])];
    return super.writeHead(status, all);
  }
}

/** Node also takes names and values in turns, a name as often as it likes. */
function fromPairs(flat: readonly OutgoingHttpHeader[]): OutgoingHttpHeaders {
  const headers: OutgoingHttpHeaders = {};
  for (let at = 0; at + 1 < flat.length; at += 2) {
    const name = String(flat[at]).toLowerCase();
    const before = headers[name];
    headers[name] = before === undefined ? flat[at + 1] : [...listOf(before), ...listOf(flat[at + 1])];
  }
  return headers;
}

const listOf = (value: OutgoingHttpHeader | undefined): string[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [String(value)];

/** Adds headers that the route may still replace, and cookies; without the server of `serve.ts` in the usual way. */
export function addHeaders(c: Context, headers: PlainHeaders): void {
  const outgoing: unknown = c.env?.outgoing;
  if (outgoing instanceof EarlyHeadersResponse) outgoing.add(headers);
  else {
    for (const [name, value] of Object.entries(headers))
      c.header(name, value, { append: name === 'set-cookie' });
  }
}

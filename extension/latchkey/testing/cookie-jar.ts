/** A browser's cookies for one server: enough of RFC 6265 for a refresh cookie. */
export class CookieJar {
  readonly #cookies = new Map<string, string>();

  /** The request as the browser sends it. */
  add(request: Request): Request {
    if (request.credentials !== 'include' || this.#cookies.size === 0) return request;
    const sent = new Request(request);
    sent.headers.set('Cookie', [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; '));
    return sent;
  }

  take(response: Response): void {
    for (const line of response.headers.getSetCookie()) {
      const [pair = '', ...attributes] = line.split(';').map((part) => part.trim());
      const at = pair.indexOf('=');
      const name = pair.slice(0, at);
      if (attributes.some(isOver)) this.#cookies.delete(name);
      else this.#cookies.set(name, pair.slice(at + 1));
    }
  }

  clear(): void {
    this.#cookies.clear();
  }
}

const isOver = (attribute: string): boolean =>
  /^max-age=(0|-\d+)$/i.test(attribute) || /^expires=thu, 01 jan 1970/i.test(attribute);

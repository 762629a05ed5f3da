type Send = (path: string, init: RequestInit) => Promise<Response>;

export interface Page {
  readonly url: URL;
  readonly status: number;
  readonly text: string;
}

/** A browser as far as pages without scripts need one: cookies by site and path, redirects, forms. */
export class Visitor {
  readonly #site: string;
  readonly #send: Send;
  readonly #cookies = new Map<string, { value: string; path: string; host: string }>();
  /** Every address on the way to the page that is shown. */
  trail: string[] = [];

  /** @param site the origin that `send` answers for; others are fetched. */
  constructor(site: string, send: Send) {
    this.#site = site;
    this.#send = send;
  }

  /** Takes the cookies that a call of the extension was given: both have one jar. */
  take(url: string, response: Response): void {
    const { host } = new URL(url);
    for (const header of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(header) ?? [];
      const path = /;\s*path=([^;]*)/i.exec(header)?.[1] ?? '/';
      const gone = value === '' || /max-age=0/i.test(header) || /expires=Thu, 01 Jan 1970/i.test(header);
      if (gone) this.#cookies.delete(`${host} ${name}`);
      else this.#cookies.set(`${host} ${name}`, { value, path, host });
    }
  }

  /** Is nobody at a site any more. */
  forget(site: string): void {
    const { host } = new URL(site);
    for (const [name, cookie] of this.#cookies) if (cookie.host === host) this.#cookies.delete(name);
  }

  /** Is signed in at a site as somebody else is, in place of whoever was. */
  takeCookiesOf(other: Visitor, site: string): void {
    this.forget(site);
    const { host } = new URL(site);
    for (const [name, cookie] of other.#cookies) if (cookie.host === host) this.#cookies.set(name, cookie);
  }

  async open(address: string, init: RequestInit = {}): Promise<Page> {
    this.trail = [];
    return this.#go(new URL(address, this.#site), init);
  }

  /** Sends the form of a page whose action ends so, with its hidden fields and what is typed. */
  async submit({ url, text }: Page, action: string, typed: Record<string, string> = {}): Promise<Page> {
    const form = [...text.matchAll(/<form[^>]*action="([^"]*)"[^>]*>([\s\S]*?)<\/form>/g)].find(
      ([, to = '']) => to.endsWith(action),
    );
    if (form === undefined) throw new Error(`There is no form for ${action} in:\n${text}`);
    const [, to = '', fields = ''] = form;
    const body = new URLSearchParams();
    for (const [field] of fields.matchAll(/<input[^>]*type="hidden"[^>]*>/g)) {
      body.set(/name="([^"]*)"/.exec(field)?.[1] ?? '', /value="([^"]*)"/.exec(field)?.[1] ?? '');
    }
    // A page's script would put it into a hidden field.
    for (const [name, value] of Object.entries(typed)) body.set(name, value);
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded', Origin: url.origin };
    this.trail = [];
    return this.#go(new URL(to, url), { method: 'POST', headers, body: body.toString() });
  }

  async #go(url: URL, init: RequestInit): Promise<Page> {
    this.trail.push(url.href);
    const headers = new Headers(init.headers);
    const cookies = [...this.#cookies]
      .filter(([, { path, host }]) => host === url.host && url.pathname.startsWith(path))
      .map(([key, { value }]) => `${key.split(' ')[1]}=${value}`);
    if (cookies.length > 0) headers.set('Cookie', cookies.join('; '));
    const all: RequestInit = { ...init, headers, redirect: 'manual' };
    const ours = url.origin === this.#site;
    const response = ours ? await this.#send(url.pathname + url.search, all) : await fetch(url, all);
    this.take(url.href, response);
    const location = response.headers.get('Location');
    if (location !== null) return this.#go(new URL(location, url), {});
    return { url, status: response.status, text: await response.text() };
  }
}

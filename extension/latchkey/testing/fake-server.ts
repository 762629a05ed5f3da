import type { FakeClock } from './fake-clock.ts';
import type { FakeProof } from './fake-keys.ts';

/** What happens to one request on its way. */
export type Fault =
  /** The server never sees it. */
  | 'drop-request'
  /** The server acts; neither its answer nor its cookie arrives. */
  | 'drop-response'
  /** Headers and cookie arrive, the body breaks off. */
  | 'cut-body'
  /** No answer, ever. */
  | 'hang'
  | { readonly delayMs: number }
  /** Something in front of the server answers in its place. */
  | { readonly status: number; readonly headers?: Record<string, string>; readonly body?: string };

interface FakeSession {
  readonly sid: string;
  readonly username: string;
  readonly key: string;
  gen: number;
  acked: boolean;
  rotatedAtMs: number;
  status: 'active' | 'logout' | 'reuse' | 'admin' | 'password' | 'expired';
}

interface Cookie {
  readonly sid: string;
  readonly gen: number;
}

export interface SeenRequest {
  readonly line: string;
  readonly headers: Headers;
  readonly body: string;
  readonly credentials: RequestCredentials;
  readonly redirect: RequestRedirect;
}

const ORIGIN = 'https://api.latchkey.test';

/** The server as the broker sees it, with one browser's cookie jar. */
export class FakeServer {
  readonly origin = ORIGIN;
  readonly sessions = new Map<string, FakeSession>();
  readonly seen: SeenRequest[] = [];
  accessTtlMs = 300_000;
  /** How far the server's clock is ahead of the true time. */
  aheadMs = 0;
  cookie: Cookie | null = null;
  /** Whether every request fails, as without a network. */
  offline = false;
  /** What any API call is answered with in place of the echo. */
  apiAnswer: ((request: Request) => Response) | null = null;
  #faults: { readonly path: string; readonly fault: Fault }[] = [];
  #issued = 0;
  readonly #clock: FakeClock;

  constructor(clock: FakeClock) {
    this.#clock = clock;
  }

  now(): number {
    return this.#clock.trueNow() + this.aheadMs;
  }

  /** Lets a fault happen to the next request whose path starts so. */
  next(path: string, ...faults: Fault[]): void {
    for (const fault of faults) this.#faults.push({ path, fault });
  }

  clearFaults(): void {
    this.#faults = [];
  }

  count(line: string): number {
    return this.seen.filter((request) => request.line === line).length;
  }

  get session(): FakeSession {
    const last = [...this.sessions.values()].at(-1);
    if (!last) throw new Error('Nobody has signed in');
    return last;
  }

  /** One request on its way and back. */
  async fetch(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url);
    const body = await request.text();
    const at = this.#faults.findIndex(({ path }) => pathname.startsWith(path));
    const fault = at === -1 ? null : this.#faults.splice(at, 1)[0]?.fault;
    if (this.offline || fault === 'drop-request') throw new TypeError('Failed to fetch');
    if (fault === 'hang') return this.#until(request, null);
    if (typeof fault === 'object' && fault !== null && 'status' in fault) {
      return new Response(fault.body ?? null, { status: fault.status, headers: fault.headers ?? {} });
    }
    if (typeof fault === 'object' && fault !== null) await this.#until(request, fault.delayMs);

    this.seen.push({
      line: `${request.method} ${pathname}`,
      headers: request.headers,
      body,
      credentials: request.credentials,
      redirect: request.redirect,
    });
    const { response, cookie } = this.#answer(request, pathname, body);
    if (fault === 'drop-response') throw new TypeError('Failed to fetch');
    if (cookie !== undefined) this.cookie = cookie;
    response.headers.set('Date', new Date(this.now()).toUTCString());
    if (fault !== 'cut-body') return response;
    const broken = new ReadableStream({ start: (stream) => stream.error(new TypeError('network error')) });
    return new Response(broken, { status: response.status, headers: response.headers });
  }

  /** Waits so long, or for ever, but no longer than the caller does. */
  #until(request: Request, ms: number | null): Promise<never> {
    const { promise, resolve, reject } = Promise.withResolvers<never>();
    if (ms !== null) this.#clock.after(ms, () => resolve(undefined as never));
    const abort = () => reject(new DOMException('aborted', 'AbortError'));
    if (request.signal.aborted) abort();
    request.signal.addEventListener('abort', abort);
    return promise;
  }

  #answer(request: Request, path: string, body: string): { response: Response; cookie?: Cookie | null } {
    switch (`${request.method} ${path}`) {
      case 'GET /auth/challenge':
        return { response: Response.json({ parameters: { keyPrefix: '00' } }) };
      case 'POST /auth/login':
      case 'POST /auth/register':
        return this.#authenticate(request, body);
      case 'POST /auth/refresh':
        return this.#refresh(request, body);
      case 'POST /auth/logout':
        return this.#logout(request);
      case 'GET /healthz':
        return { response: Response.json({ status: 'ok' }) };
      default:
        return { response: this.#guarded(request, path, body) };
    }
  }

  #authenticate(request: Request, body: string) {
    const { username, password } = JSON.parse(body);
    if (password === 'wrong') return { response: problem(401, 'invalid_credentials') };
    const proof = this.#proof(request);
    if (proof instanceof Response) return { response: proof };
    const sid = `session-${this.sessions.size + 1}`;
    const session: FakeSession = {
      sid,
      username,
      key: proof.key ?? '',
      gen: 1,
      acked: false,
      rotatedAtMs: this.now(),
      status: 'active',
    };
    this.sessions.set(sid, session);
    return { response: this.#pair(session), cookie: { sid, gen: 1 } };
  }

  #refresh(request: Request, body: string): { response: Response; cookie?: Cookie | null } {
    const cookie = request.credentials === 'include' ? this.cookie : null;
    if (!cookie) return { response: verdict('unknown') };
    const proof = this.#proof(request);
    if (proof instanceof Response) return { response: proof };
    const session = this.sessions.get(cookie.sid);
    if (!session) return { response: verdict('unknown'), cookie: null };
    if (session.key !== proof.key) return { response: verdict('key-mismatch') };
    if (session.status !== 'active') return { response: verdict(session.status), cookie: null };
    if (cookie.gen >= session.gen) {
      session.gen = cookie.gen + 1;
      session.acked = false;
      session.rotatedAtMs = this.now();
    } else {
      const held = Math.max(cookie.gen, Number(JSON.parse(body).receipt ?? 0));
      const recent = this.now() - session.rotatedAtMs <= 60_000;
      const honest = held >= session.gen || (held === session.gen - 1 && (recent || !session.acked));
      if (!honest) {
        session.status = 'reuse';
        return { response: verdict('reuse'), cookie: null };
      }
    }
    return { response: this.#pair(session), cookie: { sid: session.sid, gen: session.gen } };
  }

  #logout(request: Request): { response: Response; cookie?: Cookie | null } {
    const proof = this.#proof(request);
    if (proof instanceof Response) return { response: proof };
    const ofCookie = this.cookie ? this.sessions.get(this.cookie.sid) : undefined;
    const ofToken = this.#bearer(request);
    for (const session of [ofCookie?.key === proof.key ? ofCookie : undefined, ofToken]) {
      if (session?.status === 'active') session.status = 'logout';
    }
    return { response: new Response(null, { status: 204 }), cookie: null };
  }

  #guarded(request: Request, path: string, body: string): Response {
    const session = this.#bearer(request);
    if (!session) {
      const refused = problem(401, 'invalid_token');
      refused.headers.set('WWW-Authenticate', 'Bearer error="invalid_token"');
      return refused;
    }
    session.acked = true;
    if (path === '/auth/token') {
      const token = this.#token(session, this.now() + 60_000);
      return Response.json({ access_token: token, expires_in: 60, scope: JSON.parse(body).scope });
    }
    if (path === '/auth/sessions' && request.method === 'DELETE') {
      for (const other of this.sessions.values()) {
        if (other !== session && other.username === session.username) other.status = 'logout';
      }
      return new Response(null, { status: 204 });
    }
    return this.apiAnswer?.(request) ?? Response.json({ path, method: request.method, body });
  }

  #proof(request: Request): FakeProof | Response {
    const proof: FakeProof = JSON.parse(request.headers.get('DPoP') ?? '{}');
    const nonce = `nonce-${Math.floor(this.now() / 30_000)}`;
    const fresh = proof.issuedAtMs > this.now() - 55_000 && proof.issuedAtMs < this.now() + 5_000;
    if (proof.nonce === null ? fresh : proof.nonce === nonce) return proof;
    const needed = problem(400, 'use_dpop_nonce');
    needed.headers.set('DPoP-Nonce', nonce);
    return needed;
  }

  #bearer(request: Request): FakeSession | undefined {
    const payload = request.headers.get('Authorization')?.split('.')[1];
    if (!payload) return undefined;
    const { sid, exp } = JSON.parse(atob(payload));
    const session = this.sessions.get(sid);
    return session?.status === 'active' && exp > this.now() ? session : undefined;
  }

  #pair(session: FakeSession): Response {
    return Response.json({
      access_token: this.#token(session, this.now() + this.accessTtlMs),
      token_type: 'Bearer',
      expires_in: this.accessTtlMs / 1000,
      user: { id: 'u1', username: session.username },
      session_id: session.sid,
      signed_in_at: 1_767_225_600,
      receipt: String(session.gen),
    });
  }

  #token({ sid, gen }: FakeSession, exp: number): string {
    this.#issued += 1;
    return `h.${btoa(JSON.stringify({ sid, gen, exp, jti: this.#issued }))}.s`;
  }
}

function problem(status: number, code: string, more: Record<string, string> = {}): Response {
  return Response.json({ type: `urn:${code}`, title: code, status, code, ...more }, { status });
}

const verdict = (reason: string): Response => problem(401, 'invalid_grant', { reason });

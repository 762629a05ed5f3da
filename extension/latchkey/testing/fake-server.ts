import type { FakeClock } from './fake-clock.ts';
import type { FakeProof } from './fake-keys.ts';
import { acknowledgeFake, type FakeSession, refreshFake } from './fake-sessions.ts';
import { type Fault, FaultyWay } from './faulty-way.ts';

interface FakeFlow {
  readonly id: string;
  readonly key: string;
  readonly endsAtMs: number;
  status: 'pending' | 'approved' | 'denied';
  session: FakeSession | null;
}

interface Cookie {
  readonly sid: string;
  readonly gen: number;
}

/** A request as it came to the server. */
export interface SeenRequest {
  readonly line: string;
  readonly headers: Headers;
  readonly body: string;
  readonly credentials: RequestCredentials;
  readonly redirect: RequestRedirect;
}

/** How long a nonce is handed out, and accepted afterwards. */
const NONCE_MS = 30_000;
const nonceOf = (period: number): string => `nonce-${period}`;

const ORIGIN = 'https://api.latchkey.test';

/** The server as the broker sees it, with one browser's cookie jar. */
export class FakeServer {
  readonly origin = ORIGIN;
  readonly sessions = new Map<string, FakeSession>();
  readonly flows = new Map<string, FakeFlow>();
  readonly seen: SeenRequest[] = [];
  accessTtlMs = 300_000;
  /** How far the server's clock is ahead of the true time. */
  aheadMs = 0;
  cookie: Cookie | null = null;
  /** Whether the browser keeps no cookies of this server. */
  keepsNoCookies = false;
  #probed = false;
  /** What any API call is answered with in place of the echo. */
  apiAnswer: ((request: Request) => Response) | null = null;
  #issued = 0;
  readonly #clock: FakeClock;
  readonly #way: FaultyWay;

  constructor(clock: FakeClock) {
    this.#clock = clock;
    this.#way = new FaultyWay(clock);
  }

  /** Whether every request fails, as without a network. */
  get offline(): boolean {
    return this.#way.offline;
  }

  set offline(offline: boolean) {
    this.#way.offline = offline;
  }

  /** By its own clock, in milliseconds since the epoch. */
  now(): number {
    return this.#clock.trueNow() + this.aheadMs;
  }

  /** Lets a fault happen to the next request whose path starts so. */
  next(path: string, ...faults: Fault[]): void {
    this.#way.next(({ url }) => new URL(url).pathname.startsWith(path), ...faults);
  }

  /** Nothing more goes wrong than has. */
  clearFaults(): void {
    this.#way.clearFaults();
  }

  /** How many requests there were of a method and path, such as `POST /auth/refresh`. */
  count(line: string): number {
    return this.seen.filter((request) => request.line === line).length;
  }

  /** The session that began last. */
  get session(): FakeSession {
    const last = [...this.sessions.values()].at(-1);
    if (!last) throw new Error('Nobody has signed in');
    return last;
  }

  /** The sign-in in a tab that began last. */
  get flow(): FakeFlow {
    const last = [...this.flows.values()].at(-1);
    if (!last) throw new Error('Nobody has begun a flow');
    return last;
  }

  /** One request on its way and back. */
  async fetch(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url);
    const body = await request.text();
    return this.#way.carry(
      request,
      () => {
        this.seen.push({
          line: `${request.method} ${pathname}`,
          headers: request.headers,
          body,
          credentials: request.credentials,
          redirect: request.redirect,
        });
        return this.#answer(request, pathname, body);
      },
      ({ response, cookie }) => {
        if (cookie !== undefined && !this.keepsNoCookies) this.cookie = cookie;
        response.headers.set('Date', new Date(this.now()).toUTCString());
        return response;
      },
    );
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
      case 'POST /auth/cookie-check':
        return { response: this.#checkCookie(request) };
      case 'GET /auth/ways':
        return { response: Response.json({ ways: [{ id: 'acme', kind: 'redirect', name: 'Acme' }] }) };
      case 'POST /auth/account/flows':
        return { response: this.#beginForAccount(request, body) };
      case 'POST /auth/flows':
        return { response: this.#beginFlow(request) };
      case 'GET /healthz':
        return { response: Response.json({ status: 'ok' }) };
      default:
        if (path.startsWith('/auth/flows/')) return this.#continueFlow(request, path);
        return { response: this.#guarded(request, path, body) };
    }
  }

  #checkCookie({ credentials }: Request): Response {
    const comesAlong = credentials === 'include' && !this.keepsNoCookies;
    const answer = { session: comesAlong && this.cookie !== null, probe: comesAlong && this.#probed };
    this.#probed ||= comesAlong;
    return Response.json(answer);
  }

  #beginForAccount(request: Request, body: string): Response {
    const proof = this.#proof(request);
    if (proof instanceof Response) return proof;
    if (this.#token(request)?.session.key !== proof.key) return problem(401, 'invalid_token');
    const { purpose, way = 'any' } = JSON.parse(body);
    return Response.json({ url: `${ORIGIN}/sign-in/${purpose}/${way}`, expires_in: 600 }, { status: 201 });
  }

  #beginFlow(request: Request): Response {
    const proof = this.#proof(request);
    if (proof instanceof Response) return proof;
    const id = `flow-${this.flows.size + 1}`;
    const endsAtMs = this.now() + 600_000;
    this.flows.set(id, { id, key: proof.key ?? '', endsAtMs, status: 'pending', session: null });
    const url = `${ORIGIN}/sign-in/${id}`;
    return Response.json({ id, url, expires_in: 600, interval: 5 }, { status: 201 });
  }

  #continueFlow(request: Request, path: string): { response: Response; cookie?: Cookie | null } {
    const proof = this.#proof(request);
    if (proof instanceof Response) return { response: proof };
    const flow = this.flows.get(path.split('/')[3] ?? '');
    if (flow === undefined || flow.key !== proof.key) return { response: problem(400, 'expired_token') };
    if (request.method === 'DELETE') {
      if (flow.session === null) flow.status = 'denied';
      return { response: new Response(null, { status: 204 }) };
    }
    if (flow.session === null) {
      if (flow.status === 'denied') return { response: problem(400, 'access_denied') };
      if (this.now() >= flow.endsAtMs) return { response: problem(400, 'expired_token') };
      if (flow.status === 'pending') return { response: problem(400, 'authorization_pending') };
      flow.session = this.#start('ada', flow.key);
    }
    if (flow.session.status !== 'active') return { response: problem(400, 'expired_token') };
    const { sid, gen } = flow.session;
    return { response: this.#pair(flow.session), cookie: { sid, gen } };
  }

  #authenticate(request: Request, body: string) {
    const { username, password } = JSON.parse(body);
    if (password === 'wrong') return { response: problem(401, 'invalid_credentials') };
    const proof = this.#proof(request);
    if (proof instanceof Response) return { response: proof };
    const session = this.#start(username, proof.key ?? '');
    return { response: this.#pair(session), cookie: { sid: session.sid, gen: 1 } };
  }

  #start(username: string, key: string): FakeSession {
    const session: FakeSession = {
      sid: `session-${this.sessions.size + 1}`,
      username,
      key,
      startedAtMs: this.now(),
      gen: 1,
      ackedAtMs: null,
      rotatedAtMs: this.now(),
      status: 'active',
    };
    this.sessions.set(session.sid, session);
    return session;
  }

  #refresh(request: Request, body: string): { response: Response; cookie?: Cookie | null } {
    const cookie = request.credentials === 'include' ? this.cookie : null;
    if (!cookie) return { response: verdict('unknown') };
    const proof = this.#proof(request);
    if (proof instanceof Response) return { response: proof };
    const session = this.sessions.get(cookie.sid);
    if (!session) return { response: verdict('unknown'), cookie: null };
    const shown = {
      gen: cookie.gen,
      key: proof.key,
      receiptGen: receiptGen(session, JSON.parse(body).receipt),
      provedAtMs: this.#madeAt(proof),
    };
    const outcome = refreshFake(session, shown, this.now());
    switch (outcome.type) {
      case 'granted':
        return { response: this.#pair(session), cookie: { sid: session.sid, gen: session.gen } };
      case 'superseded':
        return { response: problem(409, 'superseded') };
      case 'ended': {
        const response = verdict(outcome.reason);
        return outcome.reason === 'key-mismatch' ? { response } : { response, cookie: null };
      }
    }
  }

  #logout(request: Request): { response: Response; cookie?: Cookie | null } {
    const ended = new Set<string>();
    const end = (session: FakeSession) => {
      if (session.status === 'active') session.status = 'logout';
      ended.add(session.sid);
    };
    const ofToken = this.#token(request)?.session;
    if (ofToken !== undefined) end(ofToken);
    const ofCookie = this.cookie ? this.sessions.get(this.cookie.sid) : undefined;
    if (ofCookie?.status === 'active') {
      const proof = this.#proof(request);
      if (proof instanceof Response) return { response: proof };
      if (ofCookie.key === proof.key) end(ofCookie);
    }
    const response = new Response(null, { status: 204 });
    return ofCookie !== undefined && ended.has(ofCookie.sid) ? { response, cookie: null } : { response };
  }

  #guarded(request: Request, path: string, body: string): Response {
    const shown = this.#token(request);
    if (shown === undefined || shown.session.status !== 'active') {
      const refused = problem(401, 'invalid_token');
      refused.headers.set('WWW-Authenticate', 'Bearer error="invalid_token"');
      return refused;
    }
    const { session } = shown;
    acknowledgeFake(session, shown.gen, this.now());
    if (path === '/auth/token') {
      const token = this.#issue(session, this.now() + 60_000);
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
    const period = this.#period;
    const known = proof.nonce === nonceOf(period) || proof.nonce === nonceOf(period - 1);
    if (proof.nonce === null ? this.#isRecent(proof) : known) return proof;
    const needed = problem(400, 'use_dpop_nonce');
    needed.headers.set('DPoP-Nonce', nonceOf(period));
    return needed;
  }

  get #period(): number {
    return Math.floor(this.now() / NONCE_MS);
  }

  #isRecent({ issuedAtMs }: FakeProof): boolean {
    return issuedAtMs >= this.now() - 55_000 && issuedAtMs <= this.now() + 5_000;
  }

  /** When a proof that is good was made at the earliest, in ms. */
  #madeAt(proof: FakeProof): number {
    const earliest = proof.issuedAtMs - 5_000;
    if (proof.nonce === null) return earliest;
    const handedOutAt = NONCE_MS * (proof.nonce === nonceOf(this.#period) ? this.#period : this.#period - 1);
    return this.#isRecent(proof) ? Math.max(earliest, handedOutAt) : handedOutAt;
  }

  /** What the request's access token is for, while it is good, whatever has become of its session. */
  #token(request: Request): { readonly session: FakeSession; readonly gen: number } | undefined {
    const payload = request.headers.get('Authorization')?.split('.')[1];
    if (!payload) return undefined;
    const { sid, gen, exp } = JSON.parse(atob(payload));
    const session = this.sessions.get(sid);
    return session !== undefined && exp > this.now() ? { session, gen } : undefined;
  }

  #pair(session: FakeSession): Response {
    return Response.json({
      access_token: this.#issue(session, this.now() + this.accessTtlMs),
      token_type: 'Bearer',
      expires_in: this.accessTtlMs / 1000,
      user: { id: 'u1', username: session.username },
      session_id: session.sid,
      signed_in_at: Math.floor(session.startedAtMs / 1000),
      receipt: `${session.gen}.${session.sid}`,
    });
  }

  #issue({ sid, gen }: FakeSession, exp: number): string {
    this.#issued += 1;
    return `h.${btoa(JSON.stringify({ sid, gen, exp, jti: this.#issued }))}.s`;
  }
}

/** The generation that it is for; 0 for another session's, which shows nothing. */
function receiptGen({ sid }: FakeSession, receipt: string | undefined): number {
  const [gen, of] = receipt?.split('.') ?? [];
  return of === sid ? Number(gen) : 0;
}

function problem(status: number, code: string, more: Record<string, string> = {}): Response {
  return Response.json({ type: `urn:${code}`, title: code, status, code, ...more }, { status });
}

const verdict = (reason: string): Response => problem(401, 'invalid_grant', { reason });

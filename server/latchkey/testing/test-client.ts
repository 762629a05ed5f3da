import { solveChallenge } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';
import { generateKeyPair, generateProof, type KeyPair } from 'dpop';
import { defaultExtensionOrigin } from '../config/settings.ts';
import { refreshCookieName } from '../http/response/refresh-cookie.ts';
import type { TokenResponse } from '../http/response/token-response.ts';

export interface Call {
  readonly method?: string;
  readonly json?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Adds a proof of this client's key. */
  readonly proof?: boolean;
  /** Adds this access token. */
  readonly token?: string;
}

type Send = (path: string, init: RequestInit) => Promise<Response>;

/** What the extension does over HTTP, on one device: its key, its cookie, its nonce. */
export class TestClient {
  readonly key: KeyPair;
  cookie: string | undefined;
  nonce: string | undefined;
  receipt: string | undefined;
  readonly #publicUrl: string;
  readonly #send: Send;
  readonly #mountedAt: string;

  private constructor(publicUrl: string, send: Send, key: KeyPair, mountedAt = '') {
    this.#publicUrl = publicUrl;
    this.#send = send;
    this.#mountedAt = mountedAt;
    this.key = key;
  }

  /** @param mountedAt what the app around has put before the routes' paths, where the public URL does not say it */
  static async create(publicUrl: string, send: Send, mountedAt = ''): Promise<TestClient> {
    const key = await generateKeyPair('ES256', { extractable: false });
    return new TestClient(publicUrl, send, key, mountedAt);
  }

  /** A device as it was left: its key, its cookie and its receipt. */
  static resumed(
    { publicUrl, key, cookie, receipt }: { publicUrl: string; key: KeyPair; cookie: string; receipt: string },
    send: Send,
  ): TestClient {
    const client = new TestClient(publicUrl, send, key);
    client.cookie = cookie;
    client.receipt = receipt;
    return client;
  }

  /** One that talks to a running server. */
  static of(url: string): Promise<TestClient> {
    return TestClient.create(url, (path, init) => fetch(url + path, init));
  }

  async call(path: string, { method = 'POST', json, headers, proof, token }: Call): Promise<Response> {
    const all = new Headers({ Origin: defaultExtensionOrigin, ...headers });
    const name = refreshCookieName(this.#publicUrl, all.get('Origin') ?? '');
    if (json !== undefined || method === 'POST') all.set('Content-Type', 'application/json');
    if (token !== undefined) all.set('Authorization', `Bearer ${token}`);
    if (proof === true) all.set('DPoP', await this.proof(method, path));
    if (this.cookie !== undefined && path.startsWith('/auth')) all.set('Cookie', `${name}=${this.cookie}`);
    const body = json === undefined ? null : JSON.stringify(json);
    const response = await this.#send(this.#mountedAt + path, { method, headers: all, body });
    this.nonce = response.headers.get('DPoP-Nonce') ?? this.nonce;
    const set = response.headers.getSetCookie().find((cookie) => cookie.startsWith(`${name}=`));
    if (set !== undefined) this.cookie = set.slice(name.length + 1).split(';', 1)[0] || undefined;
    return response;
  }

  /** As {@link call}, and again with the server's nonce when it asks for one. */
  async callWithProof(path: string, call: Call): Promise<Response> {
    const first = await this.call(path, { ...call, proof: true });
    const asked = first.status === 400 && (await first.clone().json()).code === 'use_dpop_nonce';
    return asked ? this.call(path, { ...call, proof: true }) : first;
  }

  proof(method: string, path: string): Promise<string> {
    return generateProof(
      this.key,
      this.#publicUrl + this.#mountedAt + path.replace(/[?#].*$/, ''),
      method,
      this.nonce,
    );
  }

  async solved(): Promise<unknown> {
    const challenge = await (await this.call('/auth/challenge', { method: 'GET' })).json();
    return { challenge, solution: await solveChallenge({ challenge, deriveKey }) };
  }

  async register(username: string, password: string): Promise<Response> {
    return this.#enter('/auth/register', { username, password });
  }

  async login(username: string, password: string, label?: string): Promise<Response> {
    return this.#enter('/auth/login', { username, password, ...(label !== undefined && { label }) });
  }

  async refresh(): Promise<Response> {
    const json = this.receipt === undefined ? {} : { receipt: this.receipt };
    const response = await this.callWithProof('/auth/refresh', { json });
    if (response.ok) this.receipt = ((await response.clone().json()) as TokenResponse).receipt;
    return response;
  }

  /** Registers and returns the answer. @throws when it is refused */
  async signedUp(username: string, password = 'correct horse battery'): Promise<TokenResponse> {
    const response = await this.register(username, password);
    if (response.status !== 201) throw new Error(`not registered: ${await response.text()}`);
    return (await response.json()) as TokenResponse;
  }

  async #enter(path: string, body: object): Promise<Response> {
    const response = await this.callWithProof(path, { json: { ...body, challenge: await this.solved() } });
    if (response.ok) this.receipt = ((await response.clone().json()) as TokenResponse).receipt;
    return response;
  }
}

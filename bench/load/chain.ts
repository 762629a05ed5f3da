import type { Answer } from './exchange.ts';
import type { ChainStart, ChainsDescription } from './job.ts';
import { Prover } from './proofs.ts';

const PATH = '/auth/refresh';
/** The extension that a default Latchkey server lets in; the others do not ask. */
const ORIGIN = 'chrome-extension://nhlgahbiphgfcfhigkpmhepplhoikdio';

/** A client that refreshes again and again, each time with the cookie that the last answer has set. */
export class Chain {
  readonly #head: string;
  readonly #cookieName: string;
  readonly #cookieIn: RegExp;
  readonly #prover: Prover | null;
  #ready: string[] = [];
  #cookie: string;
  #receipt: string | null;

  constructor({ origin, cookieName }: Omit<ChainsDescription, 'starts'>, { cookie, bound }: ChainStart) {
    const { host } = new URL(origin);
    this.#head = `POST ${PATH} HTTP/1.1\r\nHost: ${host}\r\nOrigin: ${ORIGIN}\r\nContent-Type: application/json\r\n`;
    this.#cookieName = cookieName;
    this.#cookieIn = new RegExp(`\r\nset-cookie: ${cookieName}=([^;]+)`, 'i');
    this.#prover = bound === null ? null : new Prover(bound.privateJwk, 'POST', origin + PATH);
    this.#cookie = cookie;
    this.#receipt = bound?.receipt ?? null;
  }

  /** Signs this many proofs in advance, so that signing takes nothing from the measured time. */
  prepare(count: number): void {
    const prover = this.#prover;
    if (prover !== null) this.#ready = Array.from({ length: count }, () => prover.prove());
  }

  request(): string {
    const proof = this.#ready.pop() ?? this.#prover?.prove();
    const body = this.#receipt === null ? '{}' : `{"receipt":"${this.#receipt}"}`;
    const dpop = proof === undefined ? '' : `DPoP: ${proof}\r\n`;
    return `${this.#head}Cookie: ${this.#cookieName}=${this.#cookie}\r\n${dpop}Content-Length: ${body.length}\r\n\r\n${body}`;
  }

  /** @throws when the answer carries no new cookie */
  take({ text }: Answer): void {
    const cookie = this.#cookieIn.exec(text)?.[1];
    if (cookie === undefined) throw new Error(`no new cookie in ${text}`);
    this.#cookie = cookie;
    if (this.#receipt !== null) this.#receipt = /"receipt":"([^"]+)"/.exec(text)?.[1] ?? null;
  }
}

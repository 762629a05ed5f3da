import { connect, type Socket } from 'node:net';

export interface Answer {
  readonly status: number;
  /** Head and body, as bytes one to one. */
  readonly text: string;
}

const HEAD_END = '\r\n\r\n';
const BUFFER_BYTES = 64 * 1024;

/**
 * One kept-open HTTP/1.1 connection for one request after another, with as little work per request as Node allows:
 * the generator must be faster than the fastest server.
 */
export class Exchange {
  readonly #socket: Socket;
  #pending = '';
  #onAnswer: (answer: Answer) => void = () => {};
  #onBroken: (cause: Error) => void = () => {};

  private constructor(port: number) {
    const buffer = Buffer.alloc(BUFFER_BYTES);
    this.#socket = connect({
      port,
      host: '127.0.0.1',
      noDelay: true,
      onread: { buffer, callback: (length, bytes) => this.#take(bytes as Buffer, length) },
    });
    this.#socket.on('error', (cause) => this.#onBroken(cause));
    this.#socket.on('close', () => this.#onBroken(new Error('the server closed the connection')));
  }

  static async open(port: number): Promise<Exchange> {
    const exchange = new Exchange(port);
    await new Promise<void>((opened, broken) => {
      exchange.#socket.once('connect', opened);
      exchange.#onBroken = broken;
    });
    return exchange;
  }

  listen(onAnswer: (answer: Answer) => void, onBroken: (cause: Error) => void): void {
    this.#onAnswer = onAnswer;
    this.#onBroken = onBroken;
  }

  send(request: string): void {
    this.#socket.write(request, 'latin1');
  }

  close(): void {
    this.#onBroken = () => {};
    this.#socket.destroy();
  }

  #take(bytes: Buffer, length: number): boolean {
    const text = bytes.toString('latin1', 0, length);
    this.#pending = this.#pending === '' ? text : this.#pending + text;
    if (isWhole(this.#pending)) {
      const answer = { status: Number(this.#pending.slice(9, 12)), text: this.#pending };
      this.#pending = '';
      this.#onAnswer(answer);
    }
    return true;
  }
}

function isWhole(text: string): boolean {
  const headEnd = text.indexOf(HEAD_END);
  if (headEnd === -1) return false;
  const stated = /\r\ncontent-length: *(\d+)/i.exec(text.slice(0, headEnd))?.[1];
  if (stated !== undefined) return text.length >= headEnd + HEAD_END.length + Number(stated);
  return text.endsWith(`0${HEAD_END}`);
}

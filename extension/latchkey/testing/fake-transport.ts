import type { Transport } from '../client/transport.ts';
import type { Call, Message, Reply, Result, WireMessage } from '../protocol/messages.ts';
import type { SessionState } from '../protocol/session-state.ts';
import { decodeReply, encodeMessage, encodeReply } from '../protocol/wire.ts';

/** The browser's messages with a broker behind them that says what a test wants. */
export class FakeTransport implements Transport {
  readonly sent: WireMessage[] = [];
  valid = true;
  /** Whether the browser clones messages; otherwise it makes JSON of them. */
  cloned = false;
  push: (state: SessionState | null) => void = () => {};
  restore: (from: 'cache' | 'background') => void = () => {};
  listeners = 0;
  /** What the broker answers, or what `runtime.sendMessage` rejects with. */
  answer: (call: Call, nth: number) => Result | Reply | Promise<Result> | undefined = () => null;

  async send(message: Message): Promise<Reply | null> {
    this.sent.push(overTheWire(encodeMessage(message, this.cloned), this.cloned));
    const value = await this.answer(message.call, this.sent.length);
    if (value === undefined) return null;
    const reply = isReply(value) ? value : { ok: true as const, value };
    return decodeReply(overTheWire(encodeReply(reply, this.cloned), this.cloned));
  }

  onPush(listener: (state: SessionState | null) => void): () => void {
    this.push = listener;
    this.listeners += 1;
    return () => {
      this.listeners -= 1;
    };
  }

  onRestored(listener: (from: 'cache' | 'background') => void): () => void {
    this.restore = listener;
    return () => {};
  }

  readonly pauses: number[] = [];

  /** Over at once, but not before other work had its turn. */
  pause(ms: number): Promise<void> {
    this.pauses.push(ms);
    return new Promise((resolve) => setTimeout(resolve));
  }

  alive(): boolean {
    return this.valid;
  }
}

const isReply = (value: Result | Reply): value is Reply => value !== null && 'ok' in value;

/** What is left of a value that a browser has carried from one context to another, as JSON or cloned. */
export const overTheWire = <T>(value: T, cloned = false): T =>
  cloned ? structuredClone(value) : JSON.parse(JSON.stringify(value));

export const channelClosed = () =>
  Promise.reject(new Error('A listener indicated an asynchronous response, but the message channel closed'));

export const nobodyThere = () =>
  Promise.reject(new Error('Could not establish connection. Receiving end does not exist.'));

import { type BodyData, fromWireBody, isWireBody, sizeOf, toWireBody, type WireBody } from './body.ts';
import type { Message, Reply, ResponseData, Result, WireMessage } from './messages.ts';

/**
 * The edge between bytes and messages. A message is read by `parseMessage`, since it comes from a less trusted place; a
 * reply comes from the broker.
 * @param cloned whether this browser clones messages, so that they and their replies may hold bytes
 */
export function encodeMessage({ call, ...envelope }: Message, cloned: boolean): WireMessage {
  return {
    ...envelope,
    ...(cloned && { cloned: new Uint8Array() }),
    call: call.type === 'fetch' ? { ...call, request: withWireBody(call.request, cloned) } : call,
  };
}

/** @param cloned as the message that is replied to says */
export const encodeReply = (reply: Reply, cloned: boolean): unknown =>
  reply.ok && isResponse(reply.value) ? { ok: true, value: withWireBody(reply.value, cloned) } : reply;

/** Of an encoded reply, in characters or bytes. */
export function bodyLength(encoded: unknown): number {
  if (!isReply(encoded) || !encoded.ok || !isResponse(encoded.value)) return 0;
  const { body } = encoded.value as { body: WireBody | null };
  return body === null ? 0 : sizeOf(body);
}

/** The reply as the broker gave it, or `null` for what is none: Firefox answers `undefined` for a dead event page. */
export function decodeReply(received: unknown): Reply | null {
  if (!isReply(received)) return null;
  if (!received.ok || !isResponse(received.value)) return received;
  // As the broker's edge has encoded it.
  const response = received.value as Omit<ResponseData, 'body'> & { body: WireBody | null };
  const { body } = response;
  if (body !== null && !isWireBody(body)) {
    return { ok: false, error: { code: 'broker-failed', message: 'The answer can not be read' } };
  }
  return { ok: true, value: { ...response, body: body && fromWireBody(body) } };
}

const isReply = (value: unknown): value is Reply =>
  typeof value === 'object' && value !== null && 'ok' in value && typeof value.ok === 'boolean';

export const isResponse = (value: Result): value is ResponseData =>
  value !== null && 'statusText' in value && 'body' in value;

const withWireBody = <T extends { readonly body: BodyData | null }>(data: T, cloned: boolean) => ({
  ...data,
  body: data.body && toWireBody(data.body, cloned),
});

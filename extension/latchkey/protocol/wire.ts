import type { Message, Reply, ResponseData, Result, WireMessage } from './messages.ts';
import { decodeBody, encodeBody, type WireBody } from './wire-body.ts';

/**
 * The edge between bytes and messages. Inside, a body is bytes; between contexts it is a {@link WireBody}. A message
 * is read by `parseMessage`, since it comes from a less trusted place; a reply comes from the broker.
 */
export function encodeMessage({ call, ...envelope }: Message): WireMessage {
  return {
    ...envelope,
    call: call.type === 'fetch' ? { ...call, request: withWireBody(call.request) } : call,
  };
}

export const encodeReply = (reply: Reply): unknown =>
  reply.ok && isResponse(reply.value) ? { ok: true, value: withWireBody(reply.value) } : reply;

/** The reply as the broker gave it, or `null` for what is none: Firefox answers `undefined` for a dead event page. */
export function decodeReply(received: unknown): Reply | null {
  if (!isReply(received)) return null;
  if (!received.ok || !isResponse(received.value)) return received;
  // As the broker's edge has encoded it.
  const { body, ...response } = received.value as Omit<ResponseData, 'body'> & { body: WireBody | null };
  return { ok: true, value: { ...response, body: body && decodeBody(body) } };
}

const isReply = (value: unknown): value is Reply =>
  typeof value === 'object' && value !== null && 'ok' in value && typeof value.ok === 'boolean';

export const isResponse = (value: Result): value is ResponseData =>
  value !== null && 'statusText' in value && 'body' in value;

interface WithBody {
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Uint8Array | null;
}

function withWireBody<T extends WithBody>(data: T): Omit<T, 'body'> & { body: WireBody | null } {
  const contentType = data.headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? null;
  return { ...data, body: data.body && encodeBody(data.body, contentType) };
}

import { fromBase64, toBase64 } from './base64.ts';

/** A body as data: text where it is text, which is what almost every call to an API carries, and bytes otherwise. */
export type BodyData = string | Uint8Array<ArrayBuffer>;

/**
 * A body inside a message. Text crosses as it is. Bytes do where messages are cloned; where they are JSON, which has no
 * bytes, as base64.
 */
export type WireBody = BodyData | { readonly base64: string };

/** What an API answers in words. Anything else, such as an image, is not worth a look at its bytes. */
const TEXTUAL = /^(text\/|application\/([\w.-]+\+)?(json|xml|javascript|x-www-form-urlencoded)\b)/i;

// With its byte order mark, and not with replacements: the same bytes have to come out again.
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();

/** @param contentType as the header says; bytes that are not the text it promises stay bytes. */
export function toBodyData(bytes: Uint8Array<ArrayBuffer>, contentType: string | null): BodyData {
  if (contentType === null || !TEXTUAL.test(contentType)) return bytes;
  try {
    return decoder.decode(bytes);
  } catch {
    // Another charset than UTF-8.
    return bytes;
  }
}

/** @param cloned whether the message is, and is not made into JSON */
export const toWireBody = (body: BodyData, cloned: boolean): WireBody =>
  typeof body === 'string' || cloned ? body : { base64: toBase64(body) };

export const isWireBody = (value: unknown): value is WireBody =>
  typeof value === 'string' ||
  value instanceof Uint8Array ||
  (typeof value === 'object' && value !== null && 'base64' in value && typeof value.base64 === 'string');

/** What it takes in memory: characters, or bytes, with those of a buffer that it shows a part of. */
export function sizeOf(body: WireBody): number {
  if (typeof body === 'string') return body.length;
  return body instanceof Uint8Array ? body.buffer.byteLength : body.base64.length;
}

/** @throws when the base64 is none. */
export const fromWireBody = (body: WireBody): BodyData =>
  typeof body === 'string' || body instanceof Uint8Array ? body : fromBase64(body.base64);

/** Whether it has no more than so many bytes. */
export function fits(body: BodyData, most: number): boolean {
  if (body.length > most) return false;
  // No unit of a text takes more than three bytes in UTF-8: most are counted by that alone.
  return typeof body !== 'string' || body.length * 3 <= most || encoder.encode(body).length <= most;
}

/** As text, whatever it says it is, and without a byte order mark. */
export const textOf = (body: BodyData): string =>
  typeof body === 'string' ? body.replace(/^\ufeff/, '') : new TextDecoder().decode(body);

import { fromBase64, toBase64 } from './base64.ts';

/**
 * A body inside a browser message, which is JSON and so has text but no bytes. Text crosses as it is: that is what
 * almost every call to an API carries, and base64 would make it a third longer and cost both sides a pass over it.
 */
export type WireBody =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'base64'; readonly base64: string };

/** What an API answers in words. Anything else, such as an image, is not worth a look at its bytes. */
const TEXTUAL = /^(text\/|application\/([\w.-]+\+)?(json|xml|javascript|x-www-form-urlencoded)\b)/i;

/** @param contentType as the header says; bytes that are not the text it promises travel as bytes. */
export function encodeBody(bytes: Uint8Array, contentType: string | null): WireBody {
  if (contentType !== null && TEXTUAL.test(contentType)) {
    try {
      // With its byte order mark, and not with replacements: the same bytes have to come out again.
      return { type: 'text', text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
    } catch {
      // Another charset than UTF-8.
    }
  }
  return { type: 'base64', base64: toBase64(bytes) };
}

/** @throws when the base64 is none. */
export function decodeBody(body: WireBody): Uint8Array<ArrayBuffer> {
  return body.type === 'text' ? new TextEncoder().encode(body.text) : fromBase64(body.base64);
}

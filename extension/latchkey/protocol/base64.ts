/** Bytes of one slice: a call takes no more arguments than the stack has room for, and base64 has groups of three. */
const SLICE = 0x6000;

/** Bytes as base64: where browser messages are JSON, they have no bytes. */
export function toBase64(bytes: Uint8Array): string {
  if ('toBase64' in bytes && typeof bytes.toBase64 === 'function') return bytes.toBase64();
  const slices: string[] = [];
  for (let at = 0; at < bytes.length; at += SLICE) {
    slices.push(btoa(Reflect.apply(String.fromCharCode, null, bytes.subarray(at, at + SLICE))));
  }
  return slices.join('');
}

/** Bytes as base64url without padding, as tokens are written (RFC 7515 section 2). */
export const toBase64Url = (bytes: Uint8Array): string =>
  toBase64(bytes).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');

/** @throws when the text is not base64. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  if ('fromBase64' in Uint8Array && typeof Uint8Array.fromBase64 === 'function') {
    return Uint8Array.fromBase64(text);
  }
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at++) bytes[at] = binary.charCodeAt(at);
  return bytes;
}

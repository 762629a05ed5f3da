import { toBase64Url } from '../../protocol/base64.ts';

/**
 * A JWT signed by an ES256 key, in compact form (RFC 7515 section 3.1). WebCrypto's signature is what RFC 7518 section 3.4
 * asks for as it is, so that a library would only add its weight to every background; jose judges it in the tests.
 */
export async function signJwt(privateKey: CryptoKey, header: object, claims: object): Promise<string> {
  const input = [{ alg: 'ES256', ...header }, claims]
    .map((part) => toBase64Url(bytesOf(JSON.stringify(part))))
    .join('.');
  const signature = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, privateKey, bytesOf(input));
  return `${input}.${toBase64Url(new Uint8Array(signature))}`;
}

const bytesOf = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

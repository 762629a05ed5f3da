import { createHash } from 'node:crypto';

/** The id that Chromium gives an extension with this `key`: half of its hash, in the letters a to p. */
export function extensionId(key: string): string {
  const hash = createHash('sha256').update(Buffer.from(key, 'base64')).digest('hex').slice(0, 32);
  return hash.replace(/[0-9a-f]/g, (digit) => String.fromCharCode(97 + Number.parseInt(digit, 16)));
}

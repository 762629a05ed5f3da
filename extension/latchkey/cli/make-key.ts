import { generateKeyPairSync } from 'node:crypto';

/**
 * The public half of a new key, as a manifest's `key` has it. It only names the extension: the private half would sign a
 * .crx file, which nobody makes here, and is thrown away.
 */
export function makeKey(): string {
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
}

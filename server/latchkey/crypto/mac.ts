import { hash } from 'node:crypto';

const BLOCK_BYTES = 64;
const INNER = 0x36;
const OUTER = 0x5c;

/**
 * HMAC-SHA-256 (RFC 2104) under a key that is new each time, as base64url. Made of two hashes, since node:crypto's
 * own makes a key object first, which takes five times as long as the HMAC.
 * @param key at most 64 bytes, as every secret here has
 */
export function mac(key: Uint8Array, text: string): string {
  if (key.length > BLOCK_BYTES) throw new RangeError(`a key of ${key.length} bytes`);
  const length = Buffer.byteLength(text);
  const inner = Buffer.allocUnsafe(BLOCK_BYTES + length);
  pad(inner, key, INNER);
  inner.write(text, BLOCK_BYTES);
  const outer = Buffer.allocUnsafe(BLOCK_BYTES + 32);
  pad(outer, key, OUTER);
  hash('sha256', inner, 'buffer').copy(outer, BLOCK_BYTES);
  return hash('sha256', outer, 'base64url');
}

function pad(block: Buffer, key: Uint8Array, value: number): void {
  block.fill(value, 0, BLOCK_BYTES);
  for (let at = 0; at < key.length; at += 1) block[at] = (key[at] ?? 0) ^ value;
}

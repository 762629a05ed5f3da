import { createMadeOnce } from '../broker/made-once.ts';
import type { Held, Sealer } from '../broker/ports.ts';
import { fromBase64, toBase64 } from '../protocol/base64.ts';

const IV_BYTES = 12;

/** AES-GCM by a key of this browser that can be used and not read. It is made when something is sealed first. */
export function createSealer(keys: Held<CryptoKey>): Sealer {
  const key = createMadeOnce(keys, () =>
    crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']),
  );

  return {
    async seal(text) {
      const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
      const sealed = await crypto.subtle.encrypt(
        { name: 'AES-GCM', iv },
        await key.get(),
        new TextEncoder().encode(text),
      );
      const whole = new Uint8Array(IV_BYTES + sealed.byteLength);
      whole.set(iv);
      whole.set(new Uint8Array(sealed), IV_BYTES);
      return toBase64(whole);
    },
    async open(sealed) {
      const stored = await keys.load();
      if (stored === null) return null;
      try {
        const whole = fromBase64(sealed);
        const iv = whole.subarray(0, IV_BYTES);
        const text = await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, stored, whole.subarray(IV_BYTES));
        return new TextDecoder().decode(text);
      } catch {
        return null;
      }
    },
  };
}

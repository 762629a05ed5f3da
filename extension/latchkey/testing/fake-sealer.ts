import type { Sealer } from '../broker/ports.ts';

/** Unreadable to the eye, which is what tests look for. The real one needs a key store. */
export const fakeSealer: Sealer = {
  seal: async (text) => `sealed:${btoa(text)}`,
  open: async (sealed) => (sealed.startsWith('sealed:') ? atob(sealed.slice(7)) : null),
};

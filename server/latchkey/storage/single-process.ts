import type { Coherence } from './cache-invalidation.ts';

/** The storage lives in this process, so nobody else can change it. */
export const alone: Coherence = {
  trusted: () => true,
  onInvalidate: () => {},
  close: async () => {},
};

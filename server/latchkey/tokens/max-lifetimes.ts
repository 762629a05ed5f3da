import type { Millis } from '../time/time.ts';
import { LONGEST_MS } from './access-token.ts';
import type { LongestLives } from './key-set.ts';

/** @param sessionTtl a session's absolute lifetime, with which its refresh tokens end */
export const longestLives = (sessionTtl: Millis): LongestLives => ({
  access: LONGEST_MS,
  refresh: sessionTtl,
});

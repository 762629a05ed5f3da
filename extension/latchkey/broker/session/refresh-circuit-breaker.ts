import type { AccessToken } from './state.ts';

const WINDOW_MS = 60_000;
const MOST_PREMATURE = 3;

/** A refresh that replaces a token this early was not caused by its expiry. */
const isPremature = ({ issuedAtMs, expiresAtMs }: AccessToken, nowMs: number): boolean =>
  nowMs - issuedAtMs < Math.max(1_000, (expiresAtMs - issuedAtMs) / 2);

/** The times of premature refreshes within the last minute, this one included where it is one. */
export function countPremature(
  prematureMs: readonly number[],
  replaced: AccessToken | null,
  nowMs: number,
): number[] {
  const recent = prematureMs.filter((at) => at <= nowMs && nowMs - at < WINDOW_MS);
  return replaced !== null && isPremature(replaced, nowMs) ? [...recent, nowMs] : recent;
}

/**
 * Whether refreshing has stopped helping: an API that refuses fresh tokens, or a server that issues expired
 * ones, would otherwise be answered by a refresh for each call. Open for a minute, then tried again.
 */
export const isOpen = (prematureMs: readonly number[], nowMs: number): boolean =>
  prematureMs.filter((at) => at <= nowMs && nowMs - at < WINDOW_MS).length >= MOST_PREMATURE;

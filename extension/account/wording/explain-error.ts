import { LatchkeyError, type LatchkeyErrorCode } from 'latchkey/errors';
import type { ProblemCode } from 'latchkey-server';
import type { Translate } from './translate.ts';

/** A hyphen may not be in a message's name. */
type MessageName<Code extends string> = Code extends `${infer Head}-${infer Tail}`
  ? `${Head}_${MessageName<Tail>}`
  : Code;

/**
 * Each code, of this half and of the server's, has the message that is named after it: a code without one
 * does not compile. Those left out here are told in another way below.
 */
type ErrorKey = `error.${
  | MessageName<Exclude<LatchkeyErrorCode, 'refused' | 'rate-limited'>>
  | Exclude<ProblemCode, 'rate_limited'>}`;

/** @returns one sentence that tells a person what happened and what to do, in their language; never empty. */
export function explainError(error: unknown, t: Translate): string {
  if (!(error instanceof LatchkeyError)) return t('error.unexpected', [nameOf(error)]);
  const code = error.code === 'refused' ? (error.problem?.code ?? 'internal') : error.code;
  if (code === 'rate-limited' || code === 'rate_limited') return tooMany(error.retryAfterMs, t);
  // A newer server may answer with a code that there is no message for yet.
  return t(`error.${code.replaceAll('-', '_')}` as ErrorKey) || t('error.unexpected', [code]);
}

/** Seconds up to a minute and a half, whole minutes after: nobody counts 240 seconds. Rounded up, so that the wait suffices. */
function tooMany(retryAfterMs: number | undefined, t: Translate): string {
  if (retryAfterMs === undefined) return t('error.tooManySoon');
  const seconds = Math.max(1, Math.ceil(retryAfterMs / 1000));
  return seconds <= 90
    ? t('error.tooManySeconds', seconds)
    : t('error.tooManyMinutes', Math.ceil(seconds / 60));
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}

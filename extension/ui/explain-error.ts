import type { ProblemCode } from '../../server/errors/problem.ts';
import { LatchkeyError } from '../protocol/errors.ts';
import type { Translate } from './translate.ts';
import { unreachable } from './unreachable.ts';

/** @returns one sentence that tells a person what happened and what to do, in their language; never empty. */
export function explainError(error: unknown, t: Translate): string {
  if (!(error instanceof LatchkeyError)) return t('error.unexpected', [nameOf(error)]);
  switch (error.code) {
    case 'signed-out':
      return t('error.signedOut');
    case 'offline':
      return t('error.offline');
    case 'server-unavailable':
      return t('error.serverUnavailable');
    case 'deadline-exceeded':
      return t('error.deadlineExceeded');
    case 'aborted':
      return t('error.aborted');
    case 'denied':
      return t('error.denied');
    case 'rate-limited':
      return tooMany(error.retryAfterMs, t);
    case 'body-too-large':
      return t('error.bodyTooLarge');
    case 'redirect-refused':
      return t('error.redirectRefused');
    case 'worker-lost':
      return t('error.workerLost');
    case 'context-invalidated':
      return t('error.contextInvalidated');
    case 'invalid-request':
      return t('error.invalidRequest');
    case 'refused':
      return explainProblem((error.problem?.code ?? 'internal') as ProblemCode, error.retryAfterMs, t);
    default:
      return unreachable(error.code, t('error.unexpected', [error.code]));
  }
}

function explainProblem(code: ProblemCode, retryAfterMs: number | undefined, t: Translate): string {
  switch (code) {
    case 'invalid_credentials':
      return t('error.wrongCredentials');
    case 'username_taken':
      return t('error.usernameTaken');
    case 'weak_password':
      return t('error.weakPassword');
    case 'signup_closed':
      return t('error.signupClosed');
    case 'invalid_challenge':
      return t('error.challengeRefused');
    case 'rate_limited':
      return tooMany(retryAfterMs, t);
    case 'invalid_token':
    case 'invalid_grant':
      return t('error.signedOut');
    case 'insufficient_scope':
      return t('error.scopeMissing');
    case 'invalid_dpop_proof':
    case 'use_dpop_nonce':
      return t('error.proofRefused');
    case 'origin_not_allowed':
      return t('error.originNotAllowed');
    case 'invalid_request':
    case 'unsupported_media_type':
    case 'method_not_allowed':
      return t('error.invalidRequest');
    case 'payload_too_large':
      return t('error.bodyTooLarge');
    case 'not_found':
      return t('error.notFound');
    case 'conflict':
    case 'superseded':
      return t('error.conflict');
    case 'storage_unavailable':
    case 'timeout':
      return t('error.serverUnavailable');
    case 'internal':
      return t('error.internal');
    default:
      return unreachable(code, t('error.unexpected', [code]));
  }
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

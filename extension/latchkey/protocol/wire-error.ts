import { LatchkeyError } from './errors.ts';
import type { WireError } from './messages.ts';

/** The cause stays behind: it may hold a request with its headers. */
export function toWireError(error: LatchkeyError): WireError {
  return {
    code: error.code,
    message: error.message,
    ...(error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs }),
    ...(error.problem === undefined ? {} : { problem: error.problem }),
  };
}

export function fromWireError({ code, message, ...details }: WireError): LatchkeyError {
  return new LatchkeyError(code, message, details);
}

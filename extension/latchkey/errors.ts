/**
 * What `client` and `account` reject with.
 * @module
 */

export {
  LatchkeyError,
  type LatchkeyErrorCode,
  type LatchkeyErrorDetails,
  type ServerProblem,
} from './protocol/errors.ts';

export { LatchkeyError, type LatchkeyErrorCode, type ServerProblem } from './protocol/errors.ts';

import { LatchkeyError } from '../protocol/errors.ts';

/** What the backend of this extension has no call for. */
export const notSupported = (what: string): LatchkeyError =>
  new LatchkeyError('not-supported', `${what} is nothing that this backend offers`);

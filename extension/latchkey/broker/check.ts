import type { Check } from '../protocol/messages.ts';

/** @param problem `null` where nothing is wrong. */
export function check(id: Check['id'], problem: string | null, data?: Check['data']): Check {
  return { id, ok: problem === null, ...(problem === null ? {} : { problem }), ...(data ? { data } : {}) };
}

import * as v from 'valibot';
import type { ServerProblem } from '../protocol/errors.ts';
import { type EndReason, endReasons } from './session/end-reason.ts';

export const problem = v.object({
  code: v.string(),
  status: v.number(),
  title: v.string(),
  detail: v.optional(v.string()),
  errors: v.optional(v.array(v.object({ field: v.string(), message: v.string() }))),
});

export const sessionEnded = v.object({
  code: v.literal('invalid_grant'),
  reason: v.picklist(endReasons),
});

/** The server's RFC 9457 problem, or `null` for what is none: a proxy's error page, a captive portal. */
export function parseProblem(body: unknown): ServerProblem | null {
  const parsed = v.safeParse(problem, body);
  if (!parsed.success) return null;
  const { detail, errors, ...rest } = parsed.output;
  return {
    ...rest,
    ...(detail === undefined ? {} : { detail }),
    ...(errors === undefined ? {} : { errors }),
  };
}

/** The one answer that ends a session; everything else keeps it. */
export function parseEndReason(status: number, body: unknown): EndReason | null {
  if (status !== 401) return null;
  const parsed = v.safeParse(sessionEnded, body);
  return parsed.success ? parsed.output.reason : null;
}

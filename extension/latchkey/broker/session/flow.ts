import * as v from 'valibot';

/** A sign-in that goes on in a tab, as it is kept until it has ended. */
export const flowSchema = v.object({
  id: v.string(),
  url: v.string(),
  /** The way that was asked for; `null` leaves the choice to the page. */
  way: v.nullable(v.string()),
  /** What its page asks for where it has not the cookie of this browser. */
  code: v.nullish(v.string(), null),
  intervalMs: v.number(),
  /** By this machine's clock, as the next; 0 in what an older version has left. */
  begunAtMs: v.optional(v.number(), 0),
  expiresAtMs: v.number(),
  /** The tab that shows it; after a restart of the browser it names another one or none. */
  tabId: v.nullable(v.number()),
  /** Whether a claim went unanswered, which may have signed in all the same. */
  claimLost: v.boolean(),
  /** What the backend wants back with the claim, sealed where it is a secret. */
  kept: v.nullish(v.string(), null),
  /** The address at its end that a tab has come to: what it says outlives the worker that saw it. */
  arrivedAt: v.nullish(v.string(), null),
});

/**
 * A sign-in that goes on in a tab, as a backend begins it and is asked about it again.
 * @interface
 */
export type Flow = v.InferOutput<typeof flowSchema>;

/** Why a flow has signed nobody in. `cancelled` needs no explanation: the person has just said so. */
export const flowEndReasons = ['denied', 'expired', 'closed', 'cancelled', 'cookie-not-kept'] as const;

export type FlowEndReason = (typeof flowEndReasons)[number];

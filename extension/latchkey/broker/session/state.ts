import * as v from 'valibot';
import type { SessionState } from '../../protocol/session-state.ts';

const session = v.variant('status', [
  /** Nothing is known: the server is to be asked by the cookie. */
  v.object({ status: v.literal('unknown') }),
  v.object({
    status: v.literal('signed-in'),
    user: v.object({ id: v.string(), username: v.string() }),
    sessionId: v.string(),
    signedInAt: v.number(),
  }),
  v.object({
    status: v.literal('signed-out'),
    reason: v.picklist(['none', 'user', 'elsewhere', 'reuse', 'expired', 'cookie-lost', 'key-lost']),
  }),
]);

const accessToken = v.object({
  value: v.string(),
  /** The server's count of rotations in this session; grows by one with each refresh. */
  generation: v.number(),
  sessionId: v.string(),
  /** By this machine's clock, counted from when the request was sent. */
  issuedAtMs: v.number(),
  expiresAtMs: v.number(),
});

const trouble = v.object({
  /** `unreachable`: no answer at all. `unavailable`: an answer that is no verdict, such as 503. */
  kind: v.picklist(['unreachable', 'unavailable']),
  failures: v.number(),
  sinceMs: v.number(),
  /** No refresh before this. A deadline and not a flag, so that it can not outlive its reason. */
  untilMs: v.number(),
});

const known = v.object({
  /** Changes at each sign-in and sign-out: an answer counts only in the epoch that asked for it. */
  epoch: v.number(),
  session,
  /** The user has signed out here and the server does not know yet. */
  pendingSignOut: v.nullable(v.object({ everywhere: v.boolean() })),
  /**
   * From the last answer, for the next refresh. Browsers write cookies to disk late: after a crash the cookie is
   * an older one, and this shows the server that it was not copied but rolled back.
   */
  receipt: v.nullable(v.string()),
  /** The server's clock minus this machine's. */
  clockOffsetMs: v.number(),
});

const kept = v.object({
  epoch: v.number(),
  version: v.number(),
  token: v.nullable(accessToken),
  trouble: v.nullable(trouble),
  /** When refreshes came long before the token's end, for the loop breaker. */
  prematureMs: v.array(v.number()),
  /** RFC 9449 section 8: the nonce that the server wants in the next proof. */
  nonce: v.nullable(v.string()),
});

export type Session = v.InferOutput<typeof session>;
export type AccessToken = v.InferOutput<typeof accessToken>;
export type Trouble = v.InferOutput<typeof trouble>;
/** The part that survives the browser. */
export type Known = v.InferOutput<typeof known>;
/** The part that survives the worker. */
export type Kept = v.InferOutput<typeof kept>;

/** Everything the broker knows. Worker memory is only a cache of it, but for the last two. */
export interface BrokerState extends Known, Kept {
  /** `ahead`: the old token is still served. `awaited`: callers wait for it. Dies with the worker on purpose. */
  readonly refreshing: 'no' | 'ahead' | 'awaited';
  /** Somebody is signing in at this moment. Dies with the worker too, see `knownPart`. */
  readonly entering: boolean;
}

/**
 * What is stored for ever. While somebody signs in that is `unknown`: should this worker die before the answer,
 * the next one asks the server who is there.
 */
export const knownPart = (state: BrokerState): Known => ({
  epoch: state.epoch,
  session: state.entering ? { status: 'unknown' } : state.session,
  pendingSignOut: state.pendingSignOut,
  receipt: state.receipt,
  clockOffsetMs: state.clockOffsetMs,
});

export const keptPart = ({ epoch, version, token, trouble, prematureMs, nonce }: BrokerState): Kept => ({
  epoch,
  version,
  token,
  trouble,
  prematureMs,
  nonce,
});

export function parseKnown(stored: unknown): Known | null {
  const parsed = v.safeParse(known, stored);
  return parsed.success ? parsed.output : null;
}

function parseKept(stored: unknown): Kept | null {
  const parsed = v.safeParse(kept, stored);
  return parsed.success ? parsed.output : null;
}

/**
 * What a worker that has just started knows. A fresh install, and storage that an update or the user wiped,
 * mean `unknown`, never signed out. A token of another epoch is left from before a sign-out and is dropped.
 */
export function restore(storedKnown: unknown, storedKept: unknown): BrokerState {
  const known = parseKnown(storedKnown) ?? {
    epoch: 0,
    session: { status: 'unknown' },
    pendingSignOut: null,
    receipt: null,
    clockOffsetMs: 0,
  };
  const kept = parseKept(storedKept);
  const current = kept !== null && kept.epoch === known.epoch;
  return {
    ...known,
    version: kept?.version ?? 0,
    token: current ? kept.token : null,
    trouble: kept?.trouble ?? null,
    prematureMs: kept?.prematureMs ?? [],
    nonce: kept?.nonce ?? null,
    refreshing: 'no',
    entering: false,
  };
}

/** What every context may see. */
export function view({ session, version, trouble, refreshing, pendingSignOut }: BrokerState): SessionState {
  switch (session.status) {
    case 'unknown':
      return { status: 'unknown', version };
    case 'signed-out':
      return {
        ...session,
        version,
        // While the first attempt is on its way nothing is wrong.
        ...(session.reason === 'user' &&
          pendingSignOut &&
          trouble && { unfinished: pendingSignOut.everywhere ? 'everywhere' : 'here' }),
      };
    case 'signed-in':
      return {
        ...session,
        version,
        condition: refreshing === 'awaited' ? 'refreshing' : trouble ? 'offline' : 'idle',
      };
  }
}

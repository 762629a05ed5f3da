import * as v from 'valibot';
import type { SessionState } from '../../protocol/session-state.ts';
import { flowEndReasons, flowSchema } from './flow.ts';

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
  /** By this machine's clock, counted from when the request was sent. */
  issuedAtMs: v.number(),
  expiresAtMs: v.number(),
  /** Bound to this browser's key, so that it is of no use to whoever has no proof by it; `Bearer` without it. */
  type: v.exactOptional(v.literal('DPoP')),
});

/** A token and its own circuit breaker. */
const heldToken = v.object({ token: accessToken, prematureMs: v.array(v.number()) });

const serverOutage = v.object({
  /** `unreachable`: no answer at all. `unavailable`: an answer that is no verdict, such as 503. The third: no question. */
  type: v.picklist(['unreachable', 'unavailable', 'key-store-unavailable']),
  failures: v.number(),
  sinceMs: v.number(),
  /** No refresh before this. A deadline and not a flag, so that it can not outlive its reason. */
  untilMs: v.number(),
});

const persistedState = v.object({
  /** Changes at each sign-in and sign-out: an answer counts only in the epoch that asked for it. */
  epoch: v.number(),
  session,
  /** The user has signed out here and the server does not know yet. */
  pendingSignOut: v.nullable(v.object({ everywhere: v.boolean() })),
  /**
   * From the last answer, for the next refresh. Browsers write cookies to disk late: after a crash the cookie is
   * an older one, and this shows the server that it was not copied but rolled back.
   */
  kept: v.nullable(v.string()),
  /** The server's clock minus this machine's. */
  clockOffsetMs: v.number(),
  /** A sign-in in a tab that waits for its end. */
  flow: v.nullish(flowSchema, null),
  /** Why the last one signed nobody in, until the next attempt. */
  flowEnded: v.nullish(v.picklist(flowEndReasons), null),
});

const sessionScopedState = v.object({
  epoch: v.number(),
  version: v.number(),
  token: v.nullable(accessToken),
  outage: v.nullable(serverOutage),
  /** When refreshes came long before the token's end, for the circuit breaker. */
  prematureMs: v.array(v.number()),
  /** The tokens for other APIs than the server's, by audience. */
  others: v.nullish(v.record(v.string(), heldToken), {}),
  /** RFC 9449 section 8: the nonce that the server wants in the next proof. */
  nonce: v.nullable(v.string()),
});

export type Session = v.InferOutput<typeof session>;
/**
 * An access token and its times, in milliseconds by this machine's clock.
 * @interface
 */
export type AccessToken = v.InferOutput<typeof accessToken>;
export type ServerOutage = v.InferOutput<typeof serverOutage>;
/** The part that survives the browser. */
export type PersistedState = v.InferOutput<typeof persistedState>;
/** The part that survives the worker. */
export type SessionScopedState = v.InferOutput<typeof sessionScopedState>;

/** Everything the broker knows. Worker memory is only a cache of it, but for the last two. */
export interface BrokerState extends PersistedState, SessionScopedState {
  /** `ahead`: the old token is still served. `awaited`: callers wait for it. Dies with the worker on purpose. */
  readonly refreshing: 'no' | 'ahead' | 'awaited';
  /** Somebody is signing in at this moment. Dies with the worker too, see `persistedPart`. */
  readonly authenticating: boolean;
}

/**
 * What is stored for ever. While somebody signs in that is `unknown`: should this worker die before the answer,
 * the next one asks the server who is there.
 */
export const persistedPart = (state: BrokerState): PersistedState => ({
  epoch: state.epoch,
  session: state.authenticating ? { status: 'unknown' } : state.session,
  pendingSignOut: state.pendingSignOut,
  kept: state.kept,
  clockOffsetMs: state.clockOffsetMs,
  flow: state.flow,
  flowEnded: state.flowEnded,
});

export const sessionScopedPart = ({
  epoch,
  version,
  token,
  outage,
  prematureMs,
  others,
  nonce,
}: BrokerState): SessionScopedState => ({
  epoch,
  version,
  token,
  outage,
  prematureMs,
  others,
  nonce,
});

export function parsePersisted(stored: unknown): PersistedState | null {
  const parsed = v.safeParse(persistedState, sinceKept(stored));
  return parsed.success ? parsed.output : null;
}

/** Version 0.1 called it a receipt, for the one server that it knew. */
const sinceKept = (stored: unknown): unknown =>
  typeof stored === 'object' && stored !== null && 'receipt' in stored
    ? { kept: stored.receipt, ...stored }
    : stored;

function parseSessionScoped(stored: unknown): SessionScopedState | null {
  const parsed = v.safeParse(sessionScopedState, stored);
  return parsed.success ? parsed.output : null;
}

/**
 * What a worker that has just started knows. A fresh install, and storage that an update or the user wiped,
 * mean `unknown`, never signed out. A token of another epoch is left from before a sign-out and is dropped.
 */
export function restore(storedPersisted: unknown, storedSessionScoped: unknown): BrokerState {
  const persisted = parsePersisted(storedPersisted) ?? {
    epoch: 0,
    session: { status: 'unknown' },
    pendingSignOut: null,
    kept: null,
    clockOffsetMs: 0,
    flow: null,
    flowEnded: null,
  };
  const sessionScoped = parseSessionScoped(storedSessionScoped);
  const current = sessionScoped !== null && sessionScoped.epoch === persisted.epoch;
  return {
    ...persisted,
    version: sessionScoped?.version ?? 0,
    token: current ? sessionScoped.token : null,
    outage: sessionScoped?.outage ?? null,
    prematureMs: sessionScoped?.prematureMs ?? [],
    others: current ? sessionScoped.others : {},
    nonce: sessionScoped?.nonce ?? null,
    refreshing: 'no',
    authenticating: false,
  };
}

/** The state as it is for calls with the token of this audience; `null` for the session's own. */
export function ofAudience(state: BrokerState, audience: string | null): BrokerState {
  if (audience === null) return state;
  return { ...state, ...(state.others[audience] ?? { token: null, prematureMs: [] }) };
}

/** What every context may see. */
export function view({
  session,
  version,
  outage,
  refreshing,
  pendingSignOut,
  flow,
  flowEnded,
}: BrokerState): SessionState {
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
          outage && { unfinished: pendingSignOut.everywhere ? 'everywhere' : 'here' }),
        ...(flow && { flow: { type: 'waiting', way: flow.way, ...(flow.code && { code: flow.code }) } }),
        ...(!flow && flowEnded && { flow: { type: 'ended', reason: flowEnded } }),
      };
    case 'signed-in':
      return {
        ...session,
        version,
        condition: refreshing === 'awaited' ? 'refreshing' : outage ? 'offline' : 'idle',
      };
  }
}

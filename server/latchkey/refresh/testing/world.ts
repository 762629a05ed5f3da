import { earliestMaking, isRecent } from '../../dpop/freshness.ts';
import { type Generation, type SessionRecord, sessionKey, thumbprint, userId } from '../../session/record.ts';
import { createSessionCache, type SessionCache } from '../../session/session-cache.ts';
import { createSessions, type SessionLifetimes, type Sessions } from '../../session/sessions.ts';
import { needsAcknowledgement } from '../../session/transition.ts';
import type { OpenStorage } from '../../storage/driver.ts';
import { type Millis, millis } from '../../time/time.ts';
import { deriveJti, type RefreshClaims } from '../../tokens/refresh-token.ts';
import { type RefreshOutcome, refreshSession } from '../refresh-session.ts';
import { Crashed, gated } from './gate.ts';

/** One server process. */
export interface Instance {
  readonly sessions: Sessions;
  readonly sessionCache: SessionCache;
}

/** A refresh on its way: what the client put into it when it was sent. */
export interface Sent {
  readonly gen: Generation;
  readonly receipt: string | undefined;
  /** The proof's `iat` by the client's clock: whole seconds, rounded down. */
  readonly at: Millis;
}

/** What became of a refresh: an outcome of the session, or that it never got that far. */
export type Answer = RefreshOutcome | { readonly type: 'stale-proof' } | { readonly type: 'crashed' };

export interface World {
  now: Millis;
  readonly session: SessionRecord;
  readonly instances: readonly [Instance, Instance];
  send(gen: Generation, receipt: string | undefined): Sent;
  /** A sent refresh reaches a server. */
  arrive(sent: Sent, at: Instance): Promise<Answer>;
  /** An access token of this generation is used on a server. */
  use(gen: Generation, at: Instance): Promise<void>;
  stored(): Promise<SessionRecord | null>;
}

const JKT = thumbprint('the-clients-key');
const START = millis(1_800_000_000_000);

let counter = 0;
/** Unlike each other and the same in each run; nothing here is secret. */
const random = (bytes: number) => {
  counter += 1;
  return Buffer.alloc(bytes, String(counter)).toString('base64url');
};

/**
 * Two servers on one storage, one signed-in session, and a clock that both read.
 * @param clientAheadMs how far the client's clock is ahead of theirs
 */
export async function createWorld(
  storages: readonly [OpenStorage, OpenStorage],
  lifetimes: SessionLifetimes,
  pass: () => Promise<void>,
  clientAheadMs = 0,
): Promise<World> {
  const clock = () => world.now;
  const instances = storages.map(({ store, invalidation }) => {
    const view = gated(store, pass);
    const sessionCache = createSessionCache(view, invalidation);
    return {
      sessionCache,
      sessions: createSessions({
        store: view,
        sessionCache,
        clock,
        random,
        lifetimes,
        clockTrusted: () => true,
      }),
    };
  }) as unknown as [Instance, Instance];

  const world: World = {
    now: START,
    instances,
    get session() {
      return session;
    },
    send: (gen, receipt) => ({
      gen,
      receipt,
      at: millis(Math.floor((world.now + clientAheadMs) / 1000) * 1000),
    }),
    async arrive({ gen, at, receipt }, { sessionCache, sessions }) {
      if (!isRecent(at, world.now)) return { type: 'stale-proof' };
      const claims: RefreshClaims = { sid: session.sid, gen, jti: deriveJti(session, gen) };
      return orCrashed(async () => {
        const seen = sessionCache.getCached(session.sid) ?? (await sessionCache.read(session.sid));
        const owners = { now: async (record: SessionRecord) => record };
        const proof = { jkt: JKT, madeAt: earliestMaking(at) };
        return refreshSession({ sessions, owners }, seen, claims, proof, receipt);
      });
    },
    async use(gen, { sessionCache, sessions }) {
      const record = sessionCache.getCached(session.sid) ?? (await sessionCache.read(session.sid));
      if (record !== null && needsAcknowledgement(record, gen)) await sessions.acknowledge(record, gen);
    },
    stored: () => storages[0].store.get<SessionRecord>(sessionKey(session.sid)),
  };

  // Nobody else is there yet, so that nothing of the start can be in another's way.
  const alone = createSessions({
    ...{ store: storages[0].store, sessionCache: instances[0].sessionCache },
    ...{ clock, random, lifetimes, clockTrusted: () => true },
  });
  const session = await alone.start({
    uid: userId('u1'),
    username: 'ada',
    jkt: JKT,
    label: 'test',
  });
  return world;
}

async function orCrashed<T>(work: () => Promise<T>): Promise<T | { readonly type: 'crashed' }> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof Crashed) return { type: 'crashed' };
    throw cause;
  }
}

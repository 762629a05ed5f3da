import { Problem, type ProblemCode, problems } from '../errors/problem.ts';
import type { SessionObserver } from '../session/observer.ts';
import type { Audit, SignInAction } from './audit.ts';
import type { Metrics } from './metrics.ts';
import type { SignInObserver } from './sign-in-observer.ts';

export interface ObserverDeps {
  readonly audit: Audit;
  readonly metrics: Metrics;
  /** The id of the user with this name, if there is one. */
  readonly userIdOf: (username: string) => Promise<string | null>;
}

/** Turns what happens to sessions and at sign-in into figures and audit lines, in one place. */
export function createObserver({ audit, metrics, userIdOf }: ObserverDeps): SessionObserver & SignInObserver {
  async function refused(
    by: SignInAction,
    { username, address }: { username: string; address: string },
    reason: ProblemCode,
  ): Promise<void> {
    metrics.signIns.inc({ action: by, outcome: reason });
    // Whoever is over the limit goes on for nothing, and an outage is in the figures and the log of failures.
    if (reason === 'rate_limited' || problems[reason].status >= 500) return;
    const user = await userIdOf(username).catch(() => null);
    audit({ event: 'sign-in-refused', by, reason, user, address });
  }

  return {
    refreshed(label, record, address, audited = true) {
      metrics.refreshes.inc({ outcome: label });
      if (!audited) return;
      switch (label) {
        case 'rotated':
        case 'replayed':
        case 'superseded':
        case 'unavailable':
          return;
        case 'healed':
          if (record === null) return;
          return audit({ event: 'storage-rolled-back', user: record.uid, session: record.sid, address });
        case 'reuse':
        case 'dead':
        case 'key-mismatch':
        case 'proof-refused': {
          const [user, session] = record === null ? [null, null] : [record.uid, record.sid];
          return audit({ event: 'refresh-refused', reason: label, user, session, address });
        }
      }
    },

    ended(reason, record, address) {
      metrics.sessionsEnded.inc({ reason });
      audit({ event: 'session-ended', reason, user: record.uid, session: record.sid, address });
    },

    signedIn(action, record, address) {
      metrics.signIns.inc({ action, outcome: 'ok' });
      const { uid: user, sid: session, label: device } = record;
      audit({ event: 'signed-in', by: action, user, session, device, address });
    },

    async watch(action, who, signIn) {
      try {
        return await signIn();
      } catch (cause) {
        // A client that is asked for a nonce is in the middle of signing in.
        if (cause instanceof Problem && cause.code !== 'use_dpop_nonce')
          await refused(action, who, cause.code);
        throw cause;
      }
    },
  };
}

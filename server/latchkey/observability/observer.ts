import { Problem, type ProblemCode, problems } from '../errors/problem.ts';
import type { RefreshLabel } from '../refresh/refresh-session.ts';
import type { SessionRecord, UserId } from '../session/record.ts';
import {
  type Actor,
  createAudit,
  type FlowRefusedBecause,
  type FlowSubject,
  type OnEvent,
  type SessionEndedBecause,
  type SignInAction,
} from './audit.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';
import { createOutageLog } from './outage.ts';

export interface ObserverDeps {
  readonly log: Log;
  readonly metrics: Metrics;
  /** The id of the user with this name, if there is one. */
  readonly userIdOf: (username: string) => Promise<string | null>;
  /** Is told of each audit event. */
  readonly onEvent?: OnEvent | undefined;
  /** Asks the storage; rejects while it is out of reach. */
  readonly ping: () => Promise<void>;
}

/** Whether the audit log may have a line of something that anybody can do as often as they like. */
export type AuditLine = 'written' | 'left out';

/** Who did something to an account, and from where. */
export interface By {
  readonly by: Actor;
  readonly user: UserId;
  readonly address: string;
}

export type Observer = ReturnType<typeof createObserver>;

const OUTDATED =
  'a token names a key of a rotation that this server has not been given: give it the keys.json or the ' +
  'LATCHKEY_SIGNING_KEYS of the others';

/**
 * Told of everything that is worth a figure or a line, and the only one who writes either: what happens to sessions,
 * at sign-in, to accounts, to keys, and what fails. It is never shown a token, a cookie, a proof or a password.
 */
export function createObserver({ log, metrics, userIdOf, onEvent, ping }: ObserverDeps) {
  const audit = createAudit(log, onEvent);
  const storageFailed = createOutageLog({ log, ping });
  let saidOutdated = false;

  return {
    refreshed(label: RefreshLabel, record: SessionRecord | null, address: string, line: AuditLine): void {
      metrics.refreshes.inc({ outcome: label });
      if (line === 'left out') return;
      switch (label) {
        case 'rotated':
        case 'replayed':
        case 'superseded':
        case 'unavailable':
          return;
        case 'healed':
          if (record === null) return;
          audit({ event: 'storage-rolled-back', user: record.uid, session: record.sid, address });
          return;
        case 'reuse':
        case 'dead':
        case 'key-mismatch':
        case 'proof-refused': {
          const [user, session] = record === null ? [null, null] : [record.uid, record.sid];
          audit({ event: 'refresh-refused', reason: label, user, session, address });
        }
      }
    },

    /** A session is over. @param address from where it was ended, as it stands in the audit line */
    sessionEnded(reason: SessionEndedBecause, record: SessionRecord, address: string): void {
      metrics.sessionsEnded.inc({ reason });
      audit({ event: 'session-ended', reason, user: record.uid, session: record.sid, address });
    },

    signedIn(by: SignInAction, record: SessionRecord, address: string): void {
      metrics.signIns.inc({ action: by, outcome: 'ok' });
      const { uid: user, sid: session, label: device } = record;
      audit({ event: 'signed-in', by, user, session, device, address });
    },

    async signInRefused(
      by: SignInAction,
      { username, address }: { readonly username: string; readonly address: string },
      cause: unknown,
    ): Promise<void> {
      // A client that is asked for a nonce is in the middle of signing in.
      if (!(cause instanceof Problem) || cause.code === 'use_dpop_nonce') return;
      const reason = cause.code;
      metrics.signIns.inc({ action: by, outcome: reason });
      if (!isWorthALine(reason)) return;
      const user = await userIdOf(username).catch(() => null);
      audit({ event: 'sign-in-refused', by, reason, user, address });
    },

    flowApproved: (subject: FlowSubject, way: string, user: UserId): void =>
      audit({ event: 'flow-approved', way, user, ...subject }),

    flowRefused(subject: FlowSubject, way: string | null, reason: FlowRefusedBecause, line: AuditLine): void {
      metrics.signIns.inc({ action: 'flow', outcome: reason });
      if (line === 'written') audit({ event: 'flow-refused', way, reason, ...subject });
    },

    wayAdded: (by: By, way: string): void => audit({ event: 'way-added', way, ...by }),

    wayRemoved: (by: By, way: string): void => audit({ event: 'way-removed', way, ...by }),

    originRefused(origin: string | null, address: string, line: AuditLine): void {
      metrics.originsRefused.inc();
      // Anybody writes it, and the longest that is on any list is much shorter.
      if (line === 'written')
        audit({ event: 'origin-refused', origin: origin?.slice(0, 100) ?? null, address });
    },

    /** By its owner or by an operator. */
    passwordChanged: (by: By): void => audit({ event: 'password-changed', ...by }),

    passwordChangeRefused({ user, address }: By, cause: unknown): void {
      const reason = codeOf(cause);
      if (isWorthALine(reason)) audit({ event: 'password-change-refused', reason, user, address });
    },

    /** By its owner or by an operator. */
    accountRemoved: (by: By): void => audit({ event: 'account-removed', ...by }),

    accountRemovalRefused({ user, address }: By, cause: unknown): void {
      const reason = codeOf(cause);
      if (isWorthALine(reason)) audit({ event: 'account-removal-refused', reason, user, address });
    },

    /** By an operator. */
    userAdded: (user: UserId): void => audit({ event: 'user-added', user, by: 'operator' }),

    keysReplaced: (event: 'keys-rotated' | 'keys-replaced' | 'keys-adopted'): void =>
      audit({ event, by: 'operator' }),

    allSessionsEnded: (): void => audit({ event: 'all-sessions-ended', by: 'operator' }),

    /** A request has failed by the fault of the server: counted, and written down with what its caller is not told. */
    failed({ problem, requestId, path }: Failure): void {
      metrics.failures.inc({ code: problem.code });
      switch (problem.code) {
        case 'storage_unavailable':
          storageFailed(problem, requestId);
          break;
        case 'clock_doubted':
        case 'stopping':
          // Said when it began.
          break;
        case 'keys_outdated':
          // Once is enough: what it is said of, anybody with an old cookie can send.
          if (!saidOutdated) log.error(OUTDATED);
          saidOutdated = true;
          break;
        default:
          log.error({ err: problem, requestId, path }, 'failed');
      }
    },
  };
}

export interface Failure {
  readonly problem: Problem;
  readonly requestId: string;
  readonly path: string;
}

/** A caller over the limit goes on for nothing, and an outage is in the figures and the log of failures. */
const isWorthALine = (reason: ProblemCode) => reason !== 'rate_limited' && problems[reason].status < 500;

const codeOf = (cause: unknown) => (cause instanceof Problem ? cause.code : 'internal');

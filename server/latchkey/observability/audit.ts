import type { ProblemCode } from '../errors/problem.ts';
import type { FlowFailure, FlowId } from '../flows/record.ts';
import type { RefreshLabel } from '../refresh/refresh-session.ts';
import type { EndReason } from '../session/record.ts';
import type { Log } from './log.ts';

/** Whose, and which session; ids, never names or secrets. */
export interface SessionSubject {
  readonly user: string;
  readonly session: string;
}

/** Which flow, and where its page was. */
export interface FlowSubject {
  readonly flow: FlowId;
  readonly address: string;
}

/** Everything that somebody looking into an incident asks for. */
export type AuditEvent =
  | ({
      readonly event: 'signed-in';
      readonly by: SignInAction;
      readonly device: string;
      readonly address: string;
    } & SessionSubject)
  | {
      readonly event: 'sign-in-refused';
      readonly by: SignInAction;
      readonly reason: ProblemCode;
      /** `null` for a name that nobody has; what was typed is not kept, since it may be a password. */
      readonly user: string | null;
      readonly address: string;
    }
  | ({
      /** Somebody has agreed on a flow's page; `signed-in` follows when the extension has claimed the session. */
      readonly event: 'flow-approved';
      readonly way: string;
      readonly user: string;
    } & FlowSubject)
  | ({
      /** A way of signing in has brought nobody, or somebody said no. */
      readonly event: 'flow-refused';
      readonly way: string | null;
      readonly reason: FlowRefusedBecause;
    } & FlowSubject)
  | {
      /** Somebody who is not on the list of extensions has tried to change something; `null` named no origin. */
      readonly event: 'origin-refused';
      readonly origin: string | null;
      readonly address: string;
    }
  | ({
      readonly event: 'session-ended';
      readonly reason: SessionEndedBecause;
      readonly address: string;
    } & SessionSubject)
  | {
      readonly event: 'refresh-refused';
      readonly reason: RefreshLabel;
      readonly user: string | null;
      readonly session: string | null;
      readonly address: string;
    }
  /** The storage had lost a write that a client has the proof of: look at its durability. */
  | ({ readonly event: 'storage-rolled-back'; readonly address: string } & SessionSubject)
  | {
      /** The account can be signed in to by one way more, or by one less. */
      readonly event: 'way-added' | 'way-removed';
      readonly way: string;
      readonly user: string;
      readonly by: Actor;
      readonly address: string;
    }
  | {
      readonly event: 'password-changed';
      readonly user: string;
      readonly by: Actor;
      readonly address: string;
    }
  | {
      readonly event: 'password-change-refused';
      readonly reason: ProblemCode;
      readonly user: string;
      readonly address: string;
    }
  | {
      readonly event: 'account-removed';
      readonly user: string;
      readonly by: Actor;
      readonly address: string;
    }
  | {
      readonly event: 'account-removal-refused';
      readonly reason: ProblemCode;
      readonly user: string;
      readonly address: string;
    }
  | { readonly event: 'user-added'; readonly user: string; readonly by: 'operator' }
  | {
      readonly event: 'keys-rotated' | 'keys-replaced' | 'keys-adopted' | 'all-sessions-ended';
      readonly by: 'operator';
    };

/** `session-limit`: its account had more than there may be. Its owner is told that another device ended it. */
export type SessionEndedBecause = EndReason | 'session-limit';

/** Who has done something to an account. */
export type Actor = 'user' | 'operator';
/** By what somebody signs in: a password, a new account, a page in a tab. */
export type SignInAction = 'login' | 'register' | 'flow';

/** What has kept a flow from its approval. */
export type FlowRefusedBecause = FlowFailure | 'denied' | 'other-browser' | 'unexpected-return';

/** Nothing waits for it, and what it throws is a line in the log. */
export type OnEvent = (event: AuditEvent) => unknown;

export type Audit = (event: AuditEvent) => void;

/** One line for each event, whatever the log level but `silent`. @param onEvent is told as well, and may fail */
export function createAudit(log: Log, onEvent?: OnEvent): Audit {
  const audit = log.child({ audit: true }, { level: log.level === 'silent' ? 'silent' : 'info' });
  const failed = (cause: unknown) => log.error({ err: cause }, 'onEvent has failed');
  return (event) => {
    const { event: name, ...facts } = event;
    audit.info(facts, name);
    if (onEvent === undefined) return;
    try {
      void Promise.resolve(onEvent(event)).catch(failed);
    } catch (cause) {
      failed(cause);
    }
  };
}

import { hash } from 'node:crypto';
import { equalSecrets } from '../crypto/equal-secrets.ts';
import { Problem } from '../errors/problem.ts';
import type { Thumbprint } from '../session/record.ts';
import { key } from '../storage/key.ts';
import type { Key, Store } from '../storage/store.ts';
import { type Clock, type Millis, millis } from '../time/time.ts';
import { type FlowId, type FlowPurpose, type FlowRecord, flowId } from './record.ts';
import { type FlowEvent, type FlowOutcome, transition } from './transition.ts';
import { newUserCode } from './user-code.ts';

/** Long enough to look for a second factor; RFC 8628 section 3.2 leaves it to the server. */
export const FLOW_MS = millis(10 * 60_000);

/** So that a claim of which the answer was lost is answered again after the flow's own end. */
const KEPT_MS = 10 * 60_000;

/** How often a lost comparison is tried again; each loss means that somebody else's step went through. */
const ATTEMPTS = 16;

export interface FlowsDeps {
  readonly store: Store;
  readonly clock: Clock;
  /** Base64url of this many random bytes. */
  readonly random: (bytes: number) => string;
}

export interface BegunFlow {
  readonly record: FlowRecord;
  /** The flow's cookie: whoever shows it is the browser in which the flow was begun. */
  readonly secret: string;
}

export interface NewFlow {
  readonly jkt: Thumbprint;
  readonly purpose: FlowPurpose;
  readonly way: string | null;
  /** Whether another cookie jar may be let in by a code. */
  readonly withCode?: boolean;
  readonly label: string;
}

export type Flows = ReturnType<typeof createFlows>;

/**
 * The flows in the storage. As with sessions, every change is a pure transition applied by compare-and-set, so that
 * one of two clicks, or of two servers, wins and the other decides again on what the winner wrote.
 * Every method throws `Problem('storage_unavailable')` when the storage can not be asked.
 */
export function createFlows({ store, clock, random }: FlowsDeps) {
  const read = (id: FlowId): Promise<FlowRecord | null> => store.get<FlowRecord>(flowKey(id));

  return {
    read,

    async begin(of: NewFlow): Promise<BegunFlow> {
      const secret = random(32);
      const now = clock();
      const record: FlowRecord = {
        id: flowId(random(16)),
        jkt: of.jkt,
        browser: digest(secret),
        purpose: of.purpose,
        way: of.way,
        label: of.label,
        createdAt: now,
        expiresAt: millis(now + FLOW_MS),
        code: of.withCode === true ? newUserCode(random) : null,
        wrongCodes: 0,
        admitted: null,
        visits: 0,
        state: { status: 'pending', visit: null, failure: null },
      };
      await store.put(flowKey(record.id), record, keptUntil(record));
      return { record, secret };
    },

    /** Lets another cookie jar in by the code. @returns its cookie, or `null` where the code is not the flow's */
    async admit(
      id: FlowId,
      code: string,
    ): Promise<{ readonly record: FlowRecord; readonly secret: string } | null> {
      const secret = random(32);
      const { record, outcome } = await this.apply(id, { type: 'admit', code, browser: digest(secret) });
      return outcome.type === 'done' && record !== null ? { record, secret } : null;
    },

    /** One step of a flow. @returns the record as it is now, and what has come of the event */
    async apply(
      id: FlowId,
      event: FlowEvent,
    ): Promise<{ readonly record: FlowRecord | null; readonly outcome: FlowOutcome }> {
      for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
        const record = await read(id);
        const { next, outcome } = transition(record, event, clock());
        if (next === record || next === null) return { record, outcome };
        if (await store.compareAndSet(flowKey(id), record, next, { expiresAt: keptUntil(next) })) {
          return { record: next, outcome };
        }
      }
      throw new Problem('storage_unavailable', { retryAfterMs: 1_000 });
    },
  };
}

/** Whether the cookie's value is that of the browser in which the flow was begun, or of the jar that its code let in. */
export function isOfBrowser(record: FlowRecord, secret: string | undefined): boolean {
  if (secret === undefined) return false;
  const { browser, admitted } = record;
  return (
    equalSecrets(browser, digest(secret)) || (admitted !== null && equalSecrets(admitted, digest(secret)))
  );
}

const flowKey = (id: FlowId): Key => key('flow', id);
const keptUntil = ({ expiresAt }: FlowRecord): Millis => millis(expiresAt + KEPT_MS);
const digest = (secret: string): string => hash('sha256', secret, 'base64url');

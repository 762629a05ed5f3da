import { TwoGenerations } from '../memory/two-generations.ts';
import type { Coherence } from '../storage/coherence/coherence.ts';
import type { Store } from '../storage/store.ts';
import type { SessionId, SessionRecord } from './record.ts';
import { sessionKey } from './session-key.ts';

/** Half of how many sessions are remembered at most; about 600 bytes each. */
const REMEMBERED = 50_000;

/**
 * The sessions as this process last saw them, so that a guarded request asks the storage only once. Nothing
 * here is believed when the storage's coherence can not vouch for it.
 */
export interface LiveSessions {
  /** What is remembered, if it may be believed now; no I/O. */
  remembered(sid: SessionId): SessionRecord | undefined;
  /** Asks the storage. @throws {Problem} `storage_unavailable` */
  read(sid: SessionId): Promise<SessionRecord | null>;
  /** What this process has just written. */
  wrote(record: SessionRecord): void;
}

export function liveSessions(store: Store, coherence: Coherence): LiveSessions {
  const records = new TwoGenerations<SessionId, SessionRecord>(REMEMBERED);
  /** Reads on their way; a change that arrives meanwhile makes their answer too old to remember. */
  const reading = new Map<SessionId, Set<{ outdated: boolean }>>();

  const outdate = (sid: SessionId) => {
    for (const read of reading.get(sid) ?? []) read.outdated = true;
  };

  coherence.onInvalidate((sid) => {
    if (sid === null) {
      records.clear();
      for (const pending of reading.keys()) outdate(pending);
    } else {
      records.delete(sid as SessionId);
      outdate(sid as SessionId);
    }
  });

  return {
    remembered: (sid) => (coherence.trusted() ? records.get(sid) : undefined),

    async read(sid) {
      const ticket = { outdated: false };
      const tickets = reading.get(sid) ?? new Set();
      reading.set(sid, tickets.add(ticket));
      try {
        const record = await store.get<SessionRecord>(sessionKey(sid));
        if (record !== null && !ticket.outdated) records.set(sid, record);
        return record;
      } finally {
        tickets.delete(ticket);
        if (tickets.size === 0) reading.delete(sid);
      }
    },

    wrote(record) {
      outdate(record.sid);
      records.set(record.sid, record);
    },
  };
}

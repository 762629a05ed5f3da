import type { EndReason, SessionRecord } from './record.ts';

/** What is counted of refreshes. */
export type RefreshLabel =
  | 'rotated'
  | 'healed'
  | 'replayed'
  | 'superseded'
  | 'reuse'
  | 'dead'
  | 'key-mismatch'
  | 'proof-refused'
  | 'unavailable';

/** Told what happens to sessions; metrics and the audit log listen. Never shown a token, a cookie or a proof. */
export interface SessionObserver {
  /** @param audited whether the log may have a line of it, if it is worth one; it may unless said otherwise */
  refreshed(label: RefreshLabel, record: SessionRecord | null, address: string, audited?: boolean): void;
  ended(reason: EndReason, record: SessionRecord, address: string): void;
}

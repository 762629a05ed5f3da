/** A session as the fake server knows it. Tests may set what they need, such as the status. */
export interface FakeSession {
  readonly sid: string;
  readonly username: string;
  /** Stands for the thumbprint of the key that it is bound to. */
  readonly key: string;
  readonly startedAtMs: number;
  gen: number;
  /** When the client first showed that it holds the current pair, in ms; `null` while it has not. */
  ackedAtMs: number | null;
  rotatedAtMs: number;
  status: 'active' | 'logout' | 'reuse' | 'admin' | 'password' | 'expired';
}

/** What a refresh shows, its proof verified. */
export interface FakeRefresh {
  readonly gen: number;
  readonly key: string | null;
  /** The generation that the receipt is for; 0 without one. */
  readonly receiptGen: number;
  /** When the proof was made at the earliest, in ms. */
  readonly provedAtMs: number;
}

export type FakeOutcome =
  | { readonly type: 'granted' | 'superseded' }
  | { readonly type: 'ended'; readonly reason: Exclude<FakeSession['status'], 'active'> | 'key-mismatch' };

const DUPLICATE_MS = 60_000;

/**
 * The server's rules of a refresh, without its storage: docs/design.md has the table. That they are the server's is
 * what `fake-server.test.ts` holds.
 */
export function refreshFake(session: FakeSession, shown: FakeRefresh, nowMs: number): FakeOutcome {
  if (session.status !== 'active') return { type: 'ended', reason: session.status };
  if (session.key !== shown.key) return { type: 'ended', reason: 'key-mismatch' };
  if (shown.gen >= session.gen) {
    session.gen = shown.gen + 1;
    session.ackedAtMs = null;
    session.rotatedAtMs = nowMs;
    return { type: 'granted' };
  }
  const heldGen = Math.max(shown.gen, shown.receiptGen);
  const recent = nowMs - session.rotatedAtMs <= DUPLICATE_MS;
  if (heldGen >= session.gen) return { type: 'granted' };
  if (heldGen === session.gen - 1 && (recent || session.ackedAtMs === null)) return { type: 'granted' };
  if (shown.provedAtMs <= Math.max(session.rotatedAtMs, session.ackedAtMs ?? 0))
    return { type: 'superseded' };
  session.status = 'reuse';
  return { type: 'ended', reason: 'reuse' };
}

/** A call with an access token of this generation, by which the server knows that the pair has arrived. */
export function acknowledgeFake(session: FakeSession, gen: number, nowMs: number): void {
  if (session.ackedAtMs === null && session.gen === gen) session.ackedAtMs = nowMs;
}

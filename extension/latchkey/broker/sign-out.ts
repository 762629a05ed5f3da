import type { Backend } from './backend.ts';
import type { Clock } from './ports.ts';
import type { Refresh } from './refresh.ts';
import type { SerialQueue } from './serial-queue.ts';
import type { Failure } from './session/backoff.ts';
import type { AccessToken } from './session/state.ts';
import type { SessionStore } from './session/store.ts';

/** How long the user waits for the server's word; the rest happens behind their back. */
const PATIENCE_MS = 4_000;

export interface SignOut {
  /** Signs out here at once, whatever the network does, and on the server now or later. Never rejects. */
  now(everywhere: boolean): Promise<void>;
  /** Ends on the server what has been signed out here. Resolves when that is done or has failed. */
  finish(): Promise<void>;
}

/**
 * The cookie can not be deleted from here, so that a sign-out without the server leaves it in the jar. It is
 * kept in mind until the server has ended the session; until then nothing refreshes, and nobody signs in.
 */
export function createSignOut(
  store: SessionStore,
  backend: Backend,
  refresh: Refresh,
  enqueue: SerialQueue,
  clock: Clock,
  random: () => number,
): SignOut {
  let finishing: Promise<void> | null = null;

  async function attempt(token: AccessToken | null): Promise<void> {
    const { pendingSignOut, epoch, kept } = store.read();
    if (pendingSignOut === null) return;
    const failure =
      (pendingSignOut.everywhere ? await endOthers(token) : null) ??
      (await backend.signOut({ accessToken: token?.value, kept }));
    await store.apply(
      failure ? { type: 'sign-out-failed', failure, jitter: random() } : { type: 'sign-out-finished', epoch },
    );
  }

  /** Takes an access token. When the last one has ended, the cookie gets one that is used for this alone. */
  async function endOthers(token: AccessToken | null): Promise<Failure | null> {
    if (!backend.endOtherSessions) return null;
    const first =
      token && clock.now() < token.expiresAtMs ? await backend.endOtherSessions(token.value) : 'refused';
    if (first !== 'refused') return first;
    const outcome = await backend.refresh(store.read().kept);
    switch (outcome.type) {
      case 'refresh-failed':
        return outcome.failure;
      case 'session-ended':
      case 'refresh-refused':
        return null;
      case 'refreshed': {
        const second = await backend.endOtherSessions(outcome.grant.token.value);
        return second === 'refused' ? null : second;
      }
    }
  }

  function finish(token: AccessToken | null = null): Promise<void> {
    finishing ??= enqueue(() => attempt(token)).finally(() => {
      finishing = null;
    });
    return finishing;
  }

  return {
    finish: () => finish(),
    async now(everywhere) {
      const { token } = store.read();
      refresh.abandon();
      await store.apply({ type: 'sign-out', everywhere });
      const patience = Promise.withResolvers<void>();
      const cancel = clock.after(PATIENCE_MS, patience.resolve);
      await Promise.race([finish(token), patience.promise]).finally(cancel);
    },
  };
}

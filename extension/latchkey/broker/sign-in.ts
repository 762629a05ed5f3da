import { LatchkeyError } from '../protocol/errors.ts';
import type { Backend, SignInRequest } from './backend.ts';
import { canLast, cookieNotKept, explained } from './keeping.ts';
import { findLostSignIn } from './lost-answer.ts';
import type { Clock } from './ports.ts';
import type { Refresh } from './refresh.ts';
import type { SerialQueue } from './serial-queue.ts';
import { waitMs } from './session/backoff.ts';
import type { Grant } from './session/grant.ts';
import type { SessionStore } from './session/store.ts';
import { outageError } from './session/token-decision.ts';
import type { SignOut } from './sign-out.ts';

/** @throws LatchkeyError `refused` with the server's problem, `offline`, `server-unavailable`, `signed-out`,
 * `cookie-not-kept`, `too-many-cookies`. */
export type SignIn = (request: SignInRequest) => Promise<void>;

/** One session at a time, and one that was signed out offline dies first: afterwards its cookie is gone. */
export function createEndTheLast(store: SessionStore, signOut: SignOut, clock: Clock): () => Promise<void> {
  return async () => {
    if (store.read().session.status === 'signed-in') await signOut.now(false);
    if (store.read().pendingSignOut) await signOut.finish();
    const { pendingSignOut, outage } = store.read();
    if (pendingSignOut) throw outageError(outage ?? { type: 'unavailable' }, waitMs(outage, clock.now()));
  };
}

export function createSignIn(
  store: SessionStore,
  backend: Backend,
  refresh: Refresh,
  endTheLast: () => Promise<void>,
  enqueue: SerialQueue,
  clock: Clock,
): SignIn {
  async function commit(epoch: number, grant: Grant): Promise<void> {
    if (await store.overtaken(epoch)) throw new LatchkeyError('signed-out', 'Signed out while signing in');
    await store.apply({ type: 'signed-in', epoch, grant });
  }

  return async (request) => {
    await endTheLast();
    refresh.abandon();
    await enqueue(async () => {
      const { epoch } = store.read();
      await store.apply({ type: 'authenticating', epoch });
      const triedAtMs = clock.now();
      const answer = await backend.authenticate(request);
      switch (answer.type) {
        case 'authenticated':
          if (await canLast(backend, answer.grant)) return commit(epoch, answer.grant);
          await store.apply({ type: 'sign-in-refused', epoch });
          throw cookieNotKept();
        case 'refused':
          await store.apply({ type: 'sign-in-refused', epoch });
          throw await explained(backend, answer.error);
        case 'lost': {
          const found = await findLostSignIn(backend, store, triedAtMs);
          if (found.type === 'signed-in') return commit(epoch, found.grant);
          await store.apply({ type: found.type === 'refused' ? 'sign-in-refused' : 'sign-in-lost', epoch });
          throw answer.error;
        }
      }
    });
  };
}

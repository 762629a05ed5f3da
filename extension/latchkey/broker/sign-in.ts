import { LatchkeyError } from '../protocol/errors.ts';
import type { AuthServer, Entry } from './auth/auth-client.ts';
import type { Clock } from './ports.ts';
import type { Refresh } from './refresh.ts';
import type { Lane } from './serial-queue.ts';
import { waitMs } from './session/backoff.ts';
import type { SessionStore } from './session/store.ts';
import { troubleError } from './session/token-decision.ts';
import type { Grant } from './session/transition.ts';
import type { SignOut } from './sign-out.ts';

/** @throws LatchkeyError `refused` with the server's problem, `offline`, `server-unavailable`, `signed-out`. */
export type SignIn = (entry: Entry) => Promise<void>;

export function createSignIn(
  store: SessionStore,
  auth: AuthServer,
  refresh: Refresh,
  signOut: SignOut,
  lane: Lane,
  clock: Clock,
): SignIn {
  /** One session at a time, and one that was signed out offline dies first: afterwards its cookie is gone. */
  async function endTheLast(): Promise<void> {
    if (store.read().session.status === 'signed-in') await signOut.now(false);
    if (store.read().pendingSignOut) await signOut.finish();
    const { pendingSignOut, trouble } = store.read();
    if (pendingSignOut) throw troubleError(trouble ?? { kind: 'unavailable' }, waitMs(trouble, clock.now()));
  }

  async function commit(epoch: number, grant: Grant): Promise<void> {
    if (await store.overtaken(epoch)) throw new LatchkeyError('signed-out', 'Signed out while signing in');
    await store.apply({ type: 'signed-in', epoch, grant });
  }

  return async (entry) => {
    await endTheLast();
    refresh.abandon();
    await lane(async () => {
      const { epoch } = store.read();
      await store.apply({ type: 'entering', epoch });
      const answer = await auth.enter(entry);
      switch (answer.is) {
        case 'entered':
          return commit(epoch, answer.grant);
        case 'refused':
          await store.apply({ type: 'entry-refused', epoch });
          throw answer.error;
        case 'lost': {
          // The server may have let the user in and set the cookie: then a refresh brings the rest.
          const second = await auth.refresh(null);
          if (second.is === 'rotated') return commit(epoch, second.grant);
          await store.apply({ type: second.is === 'ended' ? 'entry-refused' : 'entry-lost', epoch });
          throw answer.error;
        }
      }
    });
  };
}

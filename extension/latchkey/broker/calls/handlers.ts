import { LatchkeyError } from '../../protocol/errors.ts';
import type { SessionState } from '../../protocol/session-state.ts';
import type { AuthServer } from '../auth/auth-client.ts';
import type { Doctor } from '../doctor.ts';
import { view } from '../session/state.ts';
import type { SessionStore } from '../session/store.ts';
import { readGeneration } from '../session/token-generation.ts';
import type { SignIn } from '../sign-in.ts';
import type { SignOut } from '../sign-out.ts';
import type { GetAccessToken } from './access-token.ts';
import type { CallApi } from './api-request.ts';
import type { Audit } from './audit.ts';
import type { GetCapabilityToken } from './capability-token.ts';
import type { Handlers } from './dispatcher.ts';

export interface Parts {
  readonly store: SessionStore;
  readonly auth: AuthServer;
  readonly signIn: SignIn;
  readonly signOut: SignOut;
  readonly callApi: CallApi;
  readonly getAccessToken: GetAccessToken;
  readonly getCapabilityToken: GetCapabilityToken;
  readonly doctor: Doctor;
  readonly audit: Audit;
  readonly wake: () => Promise<void>;
}

/** What each kind of call does. A new kind is one line here, one in the protocol and one in the policy. */
export function createHandlers(parts: Parts): Handlers {
  const { store, auth, signIn, signOut, callApi, getAccessToken, getCapabilityToken, doctor, audit, wake } =
    parts;
  const state = (): SessionState => view(store.read());

  return {
    async fetch({ request }, { place, signal }) {
      if (!place) throw new LatchkeyError('denied', 'No place was judged');
      return callApi({ ...request, url: place.url, signal });
    },
    async token({ scope, refused }, { signal }) {
      if (scope !== null) return getCapabilityToken(scope, refused, signal);
      const { value, expiresAtMs } = await getAccessToken(refused === null ? null : readGeneration(refused));
      return { token: value, expiresAt: expiresAtMs };
    },
    async state() {
      // Who asks while nothing is known, or a sign-out is half done, gets the rest by a push.
      const { session, pendingSignOut } = store.read();
      if (session.status === 'unknown' || pendingSignOut) wake();
      return state();
    },
    challenge: () => auth.challenge(),
    async 'sign-in'(entry) {
      await signIn(entry);
      return state();
    },
    async register(entry) {
      await signIn(entry);
      return state();
    },
    async 'sign-out'({ everywhere }) {
      await signOut.now(everywhere);
      return state();
    },
    doctor: () => doctor(),
    denied: () => audit.read(),
  };
}

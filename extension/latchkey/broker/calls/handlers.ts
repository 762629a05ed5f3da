import { LatchkeyError } from '../../protocol/errors.ts';
import type { Way } from '../../protocol/messages.ts';
import type { SessionState } from '../../protocol/session-state.ts';
import type { Backend } from '../backend.ts';
import type { Doctor } from '../doctor.ts';
import type { SignInFlow } from '../flow.ts';
import { notSupported } from '../not-supported.ts';
import type { SignInTabs } from '../ports.ts';
import { view } from '../session/state.ts';
import type { SessionStore } from '../session/store.ts';
import type { SignIn } from '../sign-in.ts';
import type { SignOut } from '../sign-out.ts';
import type { GetAccessToken } from './access-token.ts';
import type { CallApi } from './api-request.ts';
import type { GetCapabilityToken } from './capability-token.ts';
import type { DeniedRequests } from './denied-requests.ts';
import type { Handlers } from './dispatcher.ts';

export interface HandlerDependencies {
  readonly store: SessionStore;
  readonly backend: Backend;
  readonly signIn: SignIn;
  readonly signInFlow: SignInFlow;
  readonly tabs: Pick<SignInTabs, 'open'>;
  readonly signOut: SignOut;
  readonly callApi: CallApi;
  readonly getAccessToken: GetAccessToken;
  readonly getCapabilityToken: GetCapabilityToken;
  readonly doctor: Doctor;
  readonly deniedRequests: DeniedRequests;
  readonly wake: () => Promise<void>;
}

/** Of a backend that knows no others. */
const BY_PASSWORD: readonly Way[] = [{ id: 'password', kind: 'password', name: '' }];

/** What each kind of call does. A new kind is one line here, one in the protocol and one in the policy. */
export function createHandlers(dependencies: HandlerDependencies): Handlers {
  const {
    store,
    backend,
    signIn,
    signInFlow,
    tabs,
    signOut,
    callApi,
    getAccessToken,
    getCapabilityToken,
    doctor,
    deniedRequests,
    wake,
  } = dependencies;
  const state = (): SessionState => view(store.read());

  return {
    async fetch({ request }, { target, signal }) {
      if (!target) throw new LatchkeyError('denied', 'No target was judged');
      return callApi({ ...request, url: target.url, signal });
    },
    async token({ scope, refused }, { signal }) {
      if (scope !== null) return getCapabilityToken(scope, refused, signal);
      const { value, expiresAtMs, type } = await getAccessToken(refused);
      if (type === 'DPoP')
        throw notSupported('An access token that can be used without the key of this browser');
      return { token: value, expiresAt: expiresAtMs };
    },
    async state() {
      // Who asks while nothing is known, or a sign-out is half done, gets the rest by a push.
      const { session, pendingSignOut, flow } = store.read();
      if (session.status === 'unknown' || pendingSignOut || flow) void wake();
      return state();
    },
    challenge: async () => (await backend.challenge?.()) ?? null,
    async 'sign-in'({ fields = {}, ...request }) {
      await signIn({ ...request, fields });
      return state();
    },
    async register({ fields = {}, ...request }) {
      await signIn({ ...request, fields });
      return state();
    },
    ways: async () => (await backend.ways?.()) ?? BY_PASSWORD,
    async 'begin-flow'({ way }) {
      await signInFlow.begin(way);
      return state();
    },
    async 'account-flow'(change) {
      if (!backend.flow?.beginForAccount) throw notSupported('Changing the account in a tab');
      const { value } = await getAccessToken(null);
      await tabs.open(await backend.flow.beginForAccount(change, value));
      return state();
    },
    async 'cancel-flow'() {
      await signInFlow.cancel();
      return state();
    },
    async 'sign-out'({ everywhere }) {
      if (everywhere && !backend.endOtherSessions) throw notSupported('Signing out everywhere');
      await signOut.now(everywhere);
      return state();
    },
    doctor: () => doctor(),
    denied: () => deniedRequests.list(),
  };
}

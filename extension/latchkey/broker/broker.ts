import type { Policy } from '../policy/policy.ts';
import type { SessionState } from '../protocol/session-state.ts';
import type { CreateBackend } from './backend.ts';
import { createGetAccessToken } from './calls/access-token.ts';
import { createCallApi } from './calls/api-request.ts';
import { createGetCapabilityToken } from './calls/capability-token.ts';
import { createDeniedRequests } from './calls/denied-requests.ts';
import { createDispatcher, type Dispatch } from './calls/dispatcher.ts';
import { createHandlers } from './calls/handlers.ts';
import { createDoctor } from './doctor.ts';
import { createSignInFlow } from './flow.ts';
import type { Ports } from './ports.ts';
import { createRefresh } from './refresh.ts';
import { createSerialQueue } from './serial-queue.ts';
import { waitMs } from './session/backoff.ts';
import { view } from './session/state.ts';
import { createSessionStore } from './session/store.ts';
import { createEndTheLast, createSignIn } from './sign-in.ts';
import { createSignOut } from './sign-out.ts';

export interface BrokerSetup {
  readonly serverOrigin: string;
  /** This extension's id and origin, by which its own pages and scripts are known. */
  readonly self: { readonly id: string; readonly origin: string };
  readonly policy: Policy;
  readonly backend: CreateBackend;
}

/** The one that keeps an extension signed in. `startBroker` makes it and connects it to the browser. */
export interface Broker {
  /** Answers a message of a page or a content script. Never rejects, and settles within 25 s. */
  readonly dispatch: Dispatch;
  /** What every context may see, for what the background itself shows when it starts. */
  state(): Promise<SessionState>;
  /** Goes on with what is unfinished: a sign-out that the server has not heard of, a server out of reach. */
  wake(): Promise<void>;
  /** A tab has arrived at a page of the server. */
  tabArrived(url: string): Promise<void>;
  /** A tab is gone, with the sign-in that may have been in it. */
  tabClosed(tabId: number): Promise<void>;
  /** The browser has a network again: whatever was unreachable is worth a try at once. */
  networkReturned(): Promise<void>;
}

/** Builds the broker from its parts. One per extension: it owns the one refresh that may be in flight. */
export function createBroker(
  ports: Ports,
  { serverOrigin, self, policy, backend: createBackend }: BrokerSetup,
): Broker {
  const { clock, random } = ports;
  const store = createSessionStore(ports);
  const backend = createBackend({
    clock,
    random,
    fetch: ports.fetch,
    hasNetwork: ports.hasNetwork,
    keys: ports.keys,
    sealer: ports.sealer,
    extensionId: self.id,
    serverOrigin,
    hints: { read: store.read, learn: (heard) => store.apply({ type: 'server-heard', ...heard }) },
  });
  const enqueue = createSerialQueue();
  const refresh = createRefresh(store, backend, enqueue, clock, random);
  const signOut = createSignOut(store, backend, refresh, enqueue, clock, random);
  const endTheLast = createEndTheLast(store, signOut, clock);
  const signIn = createSignIn(store, backend, refresh, endTheLast, enqueue, clock);
  const signInFlow = createSignInFlow(store, backend, refresh, endTheLast, enqueue, clock, ports.signInTabs);
  const getAccessToken = createGetAccessToken(store, refresh, clock);
  const callApi = createCallApi(getAccessToken, store, ports.fetch, backend, serverOrigin);
  const { capabilityTokenPath } = backend;
  const tokenUrl = capabilityTokenPath === undefined ? null : new URL(capabilityTokenPath, serverOrigin);
  const getCapabilityToken = createGetCapabilityToken(callApi, store, clock, tokenUrl);
  const doctor = createDoctor(ports, backend, refresh, store);
  const deniedRequests = createDeniedRequests(ports.deniedRequests);

  async function wake(): Promise<void> {
    await store.ready;
    const { pendingSignOut, flow } = store.read();
    if (waitMs(store.read().outage, clock.now()) > 0) return;
    if (pendingSignOut) return signOut.finish();
    if (flow) await signInFlow.claim();
    // As it is by now: who has just signed in needs no refresh.
    const { session, outage } = store.read();
    if (session.status === 'unknown' || (session.status === 'signed-in' && outage))
      await refresh.run('ahead');
  }

  return {
    async state() {
      await store.ready;
      return view(store.read());
    },
    wake,
    async tabArrived(url) {
      await store.ready;
      signInFlow.tabArrived(url);
    },
    async tabClosed(tabId) {
      await store.ready;
      signInFlow.tabClosed(tabId);
    },
    async networkReturned() {
      await store.ready;
      await store.apply({ type: 'network-returned' });
      await wake();
    },
    dispatch: createDispatcher(
      { policy, self, serverOrigin, clock, deniedRequests, ready: store.ready },
      createHandlers({
        store,
        backend,
        signIn,
        signInFlow,
        tabs: ports.signInTabs,
        signOut,
        callApi,
        getAccessToken,
        getCapabilityToken,
        doctor,
        deniedRequests,
        wake,
      }),
    ),
  };
}

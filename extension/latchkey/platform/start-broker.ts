import { latchkey } from '../backends/native/latchkey.ts';
import type { CreateBackend } from '../broker/backend.ts';
import { type Broker, createBroker } from '../broker/broker.ts';
import { browser } from '../client/browser.ts';
import { denyAll, type Policy } from '../policy/policy.ts';
import { expandPolicy, type ShortPolicy } from '../policy/short-policy.ts';
import type { SessionState } from '../protocol/session-state.ts';
import { answerMessages } from './answer-messages.ts';
import { answerPorts } from './answer-ports.ts';
import type { Self } from './in-process-client.ts';
import { createBrowserPorts } from './ports.ts';
import { publish } from './publish.ts';
import { serverOrBuilt } from './server-of-build.ts';
import { closeStorageToContentScripts } from './session-storage.ts';
import { createSignInTabs } from './sign-in-tabs.ts';
import { tabsAreTold } from './tabs-are-told.ts';

/** The server, and who is told of changes. */
export interface BrokerStartBase {
  /**
   * The server that keeps the sessions, with the path below which it is mounted if there is one; the manifest needs the
   * host permission for it. Paths of API calls start at its origin. What is stored is kept apart by it. A build by
   * `latchkey/wxt` knows it already.
   */
  readonly server?: string;
  /** Called at each change of the session, after every page was told, and every tab that it has changed. */
  readonly onState?: (state: SessionState) => void;
}

/** With who may ask for what, in few words or in full. Without either nobody may ask for anything. */
export type BrokerStart = BrokerStartBase &
  (
    | (Partial<ShortPolicy> & { readonly policy?: never })
    | { readonly policy: Policy; readonly contentScripts?: never; readonly extensionPages?: never }
  );

/** The broker, for what the background itself does with it: `createInProcessClient(broker.dispatch, self)`. */
export interface StartedBroker {
  readonly broker: Broker;
  readonly self: Self;
}

/**
 * All that a background script has to do for the broker. Call it once, synchronously, when the script starts: an
 * event that starts the worker goes to the listeners that exist when its script has run.
 * @throws TypeError when `server` is missing or no URL, or a route is none
 * @example
 * startBroker({ server: 'https://api.example.com', contentScripts: ['GET /api/me', 'POST /api/clips'] });
 */
export function startBroker(start: BrokerStart): StartedBroker {
  const path = new URL(serverOrBuilt(start.server)).pathname.replace(/\/$/, '');
  return startBrokerWith(latchkey({ path }), start);
}

/**
 * The same for a server that is not Latchkey's. Apart from `startBroker`, so that a bundle holds the backend that it
 * uses and no other.
 * @throws TypeError when `server` is no URL
 * @example
 * startBrokerWith(cookieRefresh({ signIn: '/auth/login', refresh: '/auth/refresh', signOut: '/auth/logout' }), {
 *   server: 'https://api.example.com',
 *   contentScripts: ['GET /api/me'],
 * });
 */
export function startBrokerWith(
  backend: CreateBackend,
  { server: named, policy: inFull, contentScripts, extensionPages, onState = () => {} }: BrokerStart,
): StartedBroker {
  const server = serverOrBuilt(named);
  const policy = inFull ?? (contentScripts ? expandPolicy({ contentScripts, extensionPages }) : denyAll);
  const self = { id: browser.runtime.id, origin: new URL(browser.runtime.getURL('/')).origin };
  const toTabs = tabsAreTold(policy, self.origin);
  const tabs = createSignInTabs();
  const ports = createBrowserPorts(
    server,
    (state) => {
      void publish(state, toTabs);
      onState(state);
    },
    tabs,
  );
  const broker = createBroker(ports, { serverOrigin: new URL(server).origin, self, policy, backend });
  answerMessages(broker.dispatch);
  answerPorts(broker.dispatch);
  tabs.listen(broker);
  browser.alarms.onAlarm.addListener(broker.wake);
  browser.runtime.onStartup.addListener(broker.wake);
  browser.runtime.onInstalled.addListener(() => void broker.wake());
  browser.permissions.onAdded.addListener(broker.networkReturned);
  globalThis.addEventListener('online', broker.networkReturned);
  void closeStorageToContentScripts();
  return { broker, self };
}
